using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ntk.Engine.Networks;

/// <summary>Reads arguments in parentheses, in the order of a constructor's or method's parameters or by name.</summary>
internal static class ArgumentText
{
    /// <summary>The arguments up to the closing parenthesis, under their parameters' names in JSON.</summary>
    /// <param name="scanner">Behind the opening parenthesis.</param>
    /// <param name="owner">What the arguments belong to, for messages.</param>
    /// <param name="parameters">The parameters.</param>
    public static JsonObject Read(TextScanner scanner, string owner, ParameterInfo[] parameters)
    {
        var arguments = new JsonObject();
        for (int index = 0; scanner.Peek() != ')'; index++)
        {
            if (index > 0)
                scanner.Require(',');
            ParameterInfo parameter = NamedParameter(scanner, owner, parameters) ?? (index < parameters.Length
                ? parameters[index]
                : throw scanner.Error($"'{owner}' takes at most {parameters.Length} arguments"));
            arguments[FieldName(parameter)] = Value(scanner, parameter.ParameterType);
        }

        return arguments;
    }

    public static string FieldName(MemberInfo member) => JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    public static string FieldName(ParameterInfo parameter) => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);

    /// <summary>The parameter of <c>name=</c>; null, with nothing read, where the argument has no name.</summary>
    private static ParameterInfo? NamedParameter(TextScanner scanner, string owner, ParameterInfo[] parameters)
    {
        if (!char.IsAsciiLetter(scanner.Peek()))
            return null;
        int start = scanner.Position;
        string name = scanner.Name();
        bool isNamed = scanner.Skip('=');
        ParameterInfo? parameter = isNamed ? Array.Find(parameters, p => FieldName(p) == name) : null;
        if (parameter is null)
            scanner.Position = start;
        return parameter is not null || !isNamed
            ? parameter
            : throw scanner.Error($"'{owner}' has no argument '{name}'; its arguments are {string.Join(", ", parameters.Select(FieldName))}");
    }

    private static JsonNode Value(TextScanner scanner, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(EquatableList<double>))
            return List(scanner, ',', () => JsonValue.Create(scanner.Number()));
        if (type == typeof(EquatableList<int>))
            return List(scanner, 'x', () => JsonValue.Create(scanner.Size()));
        if (type == typeof(EquatableList<NormalizedAxis>))
            return List(scanner, '+', () => JsonValue.Create(Choice(scanner, Enum.GetNames<NormalizedAxis>())));
        if (type == typeof(bool))
            return JsonValue.Create(Choice(scanner, ["true", "false"]) == "true");
        if (type == typeof(string))
            return JsonValue.Create(scanner.Name());
        return type.IsEnum ? JsonValue.Create(Choice(scanner, Enum.GetNames(type))) : JsonValue.Create(scanner.Number());
    }

    private static JsonArray List(TextScanner scanner, char separator, Func<JsonNode> element)
    {
        var list = new JsonArray { element() };
        while (scanner.Skip(separator))
            list.Add(element());
        return list;
    }

    private static string Choice(TextScanner scanner, string[] names)
    {
        scanner.Peek();
        int start = scanner.Position;
        string name = scanner.Name();
        string[] choices = Array.ConvertAll(names, JsonNamingPolicy.CamelCase.ConvertName);
        if (Array.Find(choices, choice => string.Equals(choice, name, StringComparison.OrdinalIgnoreCase)) is { } found)
            return found;
        scanner.Position = start;
        throw scanner.Error($"one of {string.Join(", ", choices)} is expected");
    }
}
