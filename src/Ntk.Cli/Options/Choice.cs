using System.CommandLine;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Ntk.Cli;

/// <summary>Options whose value is one of a few words.</summary>
internal static class Choice
{
    /// <summary>What the command line calls a value: its name in JSON if it has one of its own, else that in lower case.</summary>
    public static string Name<TEnum>(this TEnum value)
        where TEnum : struct, Enum
    {
        string name = value.ToString();
        return typeof(TEnum).GetField(name)?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? name.ToLowerInvariant();
    }

    /// <summary>The value of an option, or what it is unless given.</summary>
    public static TValue ValueOr<TValue>(this ParseResult parse, Option<TValue> option, TValue unlessGiven)
        where TValue : struct => parse.GetResult(option) is { Implicit: false } ? parse.GetValue(option) : unlessGiven;

    /// <summary>An option with one of the names of an enumeration, in lower case.</summary>
    public static Option<TEnum> Of<TEnum>(string name, string description)
        where TEnum : struct, Enum => Of(name, description, [.. Enum.GetValues<TEnum>().Select(value => (Name(value), value))]);

    /// <summary>An option with one of several names, in lower case.</summary>
    public static Option<TValue> Of<TValue>(string name, string description, IReadOnlyList<(string Name, TValue Value)> values)
        where TValue : struct
    {
        string[] names = [.. values.Select(pair => pair.Name)];
        return new Option<TValue>(name)
        {
            Description = description,
            HelpName = string.Join('|', names),
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                int index = Array.IndexOf(names, text.ToLowerInvariant());
                if (index < 0)
                    result.AddError($"{name} is '{text}'; it can be {string.Join(", ", names)}.");
                return index < 0 ? default : values[index].Value;
            },
        };
    }
}
