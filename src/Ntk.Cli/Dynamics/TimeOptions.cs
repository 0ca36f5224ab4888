using System.CommandLine;

namespace Ntk.Cli;

/// <summary>Times on the command line: a list, or a range of equal factors.</summary>
internal sealed class TimeOptions
{
    private const double DefaultFrom = 1, DefaultTo = 1e4;
    private const int DefaultPoints = 13, MostPoints = 10_000;

    private readonly Option<IReadOnlyList<double>?> times = Numbers.List(
        "--times", "When to look, in steps of gradient descent, such as 1,10,100,inf; inf with --loss mse only.", "a time is a number, 0 or more, or inf", time => time >= 0, allowsInfinity: true);

    private readonly Option<double?> from = Positive("--times-from", $"The first of times with equal factors between them; {DefaultFrom} unless given.");
    private readonly Option<double?> to = Positive("--times-to", $"The last of them; {DefaultTo} unless given.");
    private readonly Option<int?> points = new("--points") { Description = $"How many, 2 or more; {DefaultPoints} unless given.", HelpName = "number" };

    public IReadOnlyList<Option> All => [times, from, to, points];

    /// <summary>The times a command line asks for, ascending.</summary>
    /// <exception cref="UsageException">They make no sense.</exception>
    public IReadOnlyList<double> Read(ParseResult parse)
    {
        double? first = parse.GetValue(from), last = parse.GetValue(to);
        int? count = parse.GetValue(points);
        if (parse.GetValue(times) is not { } list)
            return Range(first ?? DefaultFrom, last ?? DefaultTo, count ?? DefaultPoints);
        if (first is not null || last is not null || count is not null)
            throw new UsageException("Give either --times, or --times-from, --times-to and --points.");
        return list.Count <= MostPoints ? [.. list.Order()] : throw new UsageException($"--times has {list.Count} times; {MostPoints} is the most.");
    }

    private static double[] Range(double first, double last, int count)
    {
        if (!(last > first))
            throw new UsageException($"--times-from is {first} and --times-to {last}: the first must be the smaller.");
        if (count is < 2 or > MostPoints)
            throw new UsageException($"--points is {count}; it must be 2 to {MostPoints}.");
        // The ends as they are, not as logarithms round them.
        return [first, .. Enumerable.Range(1, count - 2).Select(index => first * Math.Pow(last / first, index / (count - 1.0))), last];
    }

    private static Option<double?> Positive(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = result => Numbers.Parse(result, name, "a finite number above 0, such as 10", value => value > 0),
    };
}
