using System.Globalization;
using Almagest.Query.LogQL.Literals;

namespace Almagest.Query.LogQL.Templates;

/// <summary>A field that a map does not have; prints as Go prints it.</summary>
sealed class NoValue
{
    internal static readonly NoValue Instance = new();

    NoValue()
    {
    }
}

/// <summary>Values of templates: text, whole number, number, truth value, list, map, time.</summary>
static class TemplateValues
{
    /// <summary>The value as it is printed.</summary>
    internal static string Print(object? value) => value switch
    {
        null or NoValue => "<no value>",
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => GoNumbers.Print(number),
        bool truth => truth ? "true" : "false",
        GoTime time => time.ToString(),
        IReadOnlyList<object?> list => $"[{string.Join(" ", list.Select(PrintInner))}]",
        IReadOnlyDictionary<string, object?> map => $"map[{string.Join(" ", map.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => $"{p.Key}:{PrintInner(p.Value)}"))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>The value as functions print it, and as it is printed inside of lists and maps: nil has another name there.</summary>
    internal static string PrintInner(object? value) => value is null or NoValue ? "<nil>" : Print(value);

    /// <summary>Whether a condition holds: empty, zero and nil do not.</summary>
    internal static bool IsTrue(object? value) => value switch
    {
        null or NoValue => false,
        string text => text.Length > 0,
        long number => number != 0,
        double number => number != 0,
        bool truth => truth,
        IReadOnlyCollection<object?> list => list.Count > 0,
        IReadOnlyDictionary<string, object?> map => map.Count > 0,
        _ => true,
    };

    internal static string TypeName(object? value) => value switch
    {
        null => "nil",
        string => "string",
        long => "int",
        double => "float64",
        bool => "bool",
        GoTime => "time.Time",
        IReadOnlyList<object?> => "[]interface {}",
        _ => "map[string]interface {}",
    };

    /// <summary>The last field of an operand, which may be a method; null when it has none.</summary>
    internal static string? MethodOf(OperandNode operand) => operand switch
    {
        GroupNode { Fields: [.., var last] } => last,
        VariableNode { Fields: [.., var last] } => last,
        FieldNode { Names: [_, .., var last] } => last,
        _ => null,
    };

    /// <summary>A method of a time; null when there is none of this name.</summary>
    internal static object? CallMethod(GoTime time, string method, IReadOnlyList<object?> arguments) => (method, arguments.Count) switch
    {
        ("Unix", 0) => time.UnixNano / 1_000_000_000,
        ("UnixMilli", 0) => time.UnixNano / 1_000_000,
        ("UnixMicro", 0) => time.UnixNano / 1000,
        ("UnixNano", 0) => time.UnixNano,
        ("Year", 0) => (long)time.Local.Year,
        ("Month", 0) => time.Local.ToString("MMMM", CultureInfo.InvariantCulture),
        ("Day", 0) => (long)time.Local.Day,
        ("Hour", 0) => (long)time.Local.Hour,
        ("Minute", 0) => (long)time.Local.Minute,
        ("Second", 0) => (long)time.Local.Second,
        ("Nanosecond", 0) => ((time.UnixNano % 1_000_000_000) + 1_000_000_000) % 1_000_000_000,
        ("Weekday", 0) => time.Local.DayOfWeek.ToString(),
        ("String", 0) => time.ToString(),
        ("UTC", 0) => new GoTime(time.UnixNano, TimeZoneInfo.Utc),
        ("Format", 1) => GoTimeLayout.Format(Print(arguments[0]), time),
        _ => null,
    };
}
