namespace Ntk.Cli;

/// <summary>A page that needs nothing besides itself.</summary>
internal static class HtmlPage
{
    /// <summary>The whole page.</summary>
    /// <param name="title">Its title; any text.</param>
    /// <param name="body">What stands below the title, as HTML.</param>
    public static string Write(string title, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="generator" content="{Html.Text($"ntk {Versions.Ntk}")}"/>
        <title>{Html.Text(title)}</title>
        <style>
        {StyleSheet()}</style>
        </head>
        <body>
        <main>
        <h1>{Html.Text(title)}</h1>
        {body}</main>
        </body>
        </html>

        """;

    /// <summary>A section with one figure and its caption, all of them HTML.</summary>
    public static string Figure(string id, string title, string figure, string caption) =>
        $"""<section id="{id}"><h2>{title}</h2><figure>{figure}<figcaption>{caption}</figcaption></figure></section>{"\n"}""";

    /// <summary>Names and values, those without a value left out; any text.</summary>
    public static string Facts(IEnumerable<(string Name, string? Value)> facts) =>
        $"<dl>{string.Concat(facts.Where(fact => fact.Value is not null).Select(fact => $"<dt>{Html.Text(fact.Name)}</dt><dd>{Html.Text(fact.Value!)}</dd>\n"))}</dl>";

    private static string StyleSheet()
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }
}
