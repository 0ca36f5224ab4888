using System.Reflection;
using System.Text.Json.Nodes;

namespace Ntk.Engine.Networks;

/// <summary>The presets by name, <c>convGap(8)</c> or <c>myrtle5(wStd=1.2)</c>.</summary>
internal static class PresetText
{
    /// <summary>Blocks beyond this only exhaust memory.</summary>
    private const int LargestDepth = 1000;

    private static readonly Dictionary<string, MethodInfo> Methods = typeof(Presets).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(ArgumentText.FieldName, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => Methods.Keys.Order(StringComparer.Ordinal);

    public static bool Knows(string name) => Methods.ContainsKey(name);

    /// <summary>The network of a preset, whose arguments, if any, come next.</summary>
    public static Network Read(TextScanner scanner, string name)
    {
        MethodInfo method = Methods[name];
        ParameterInfo[] parameters = method.GetParameters();
        var arguments = new JsonObject();
        if (scanner.Skip('('))
        {
            arguments = ArgumentText.Read(scanner, name, parameters);
            scanner.Require(')');
        }

        return (Network)method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [.. parameters.Select(parameter => Argument(scanner, name, parameter, arguments))], null)!;
    }

    private static object Argument(TextScanner scanner, string preset, ParameterInfo parameter, JsonObject arguments)
    {
        string name = ArgumentText.FieldName(parameter);
        if (arguments[name] is not { } value)
            return parameter.HasDefaultValue ? parameter.DefaultValue! : throw scanner.Error($"'{preset}' needs its {name}: {preset}(3)");
        double number = value.GetValue<double>();
        if (parameter.ParameterType != typeof(int))
            return number;
        return number is >= 1 and <= LargestDepth && number == Math.Floor(number)
            ? (int)number
            : throw scanner.Error($"the {name} of '{preset}' must be a whole number from 1 to {LargestDepth}, not {number}");
    }
}
