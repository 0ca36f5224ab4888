using System.Text;

namespace Ntk.Cli;

/// <summary>A page that needs nothing besides itself.</summary>
internal static class HtmlPage
{
    /// <summary>The whole page.</summary>
    /// <param name="title">Its title; any text.</param>
    /// <param name="content">What stands below it, as HTML.</param>
    public static string Write(string title, string content) => $"""
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
        {content}</main>
        </body>
        </html>

        """;

    /// <summary>Adds a section with a figure.</summary>
    public static void AppendFigure(StringBuilder page, string id, string title, string figure, string caption) => page.Append(
        $"""<section id="{id}"><h2>{title}</h2><figure>{figure}<figcaption>{caption}</figcaption></figure></section>{"\n"}""");

    private static string StyleSheet()
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }
}
