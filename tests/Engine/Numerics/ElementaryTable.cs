using System.Text.Json;
using Ntk.Bench.Accuracy;
using Ntk.Native.Lanes;

namespace Ntk.Tests.Engine.Numerics;

/// <summary>tests/Golden/elementary.json: arguments, values and what the values' rounding left out.</summary>
internal static class ElementaryTable
{
    private static readonly JsonElement Json =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "elementary.json"))).RootElement;

    public static (double Argument, double High, double Low)[] Rows(string function) =>
        [.. Json.GetProperty(function).EnumerateArray().Select(row => (row[0].GetDouble(), row[1].GetDouble(), row[2].GetDouble()))];

    /// <summary>The largest error of a function over its table, in units in the last place, and where.</summary>
    public static (double Ulps, double Argument) Worst<TFunction>()
        where TFunction : struct, IElementaryFunction =>
        Rows(TFunction.Name)
            .Select(row => (UnitsInTheLastPlace.Of(TFunction.Apply(ScalarLane<double>.Broadcast(row.Argument)).Value, row.High, row.Low), row.Argument))
            .MaxBy(error => error.Item1);
}
