using System.Globalization;
using System.Text;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Go's <c>index</c> and <c>slice</c>; texts are rows of bytes to them.</summary>
static class TemplateIndexing
{
    /// <exception cref="FormatException">There is no such element.</exception>
    internal static object? Index(object? value, object? key) => value switch
    {
        null or NoValue => throw new FormatException("index of untyped nil"),
        IReadOnlyDictionary<string, object?> map => key is string name ? map.TryGetValue(name, out var found) ? found : map.Values.All(static v => v is string) ? "" : NoValue.Instance
            : throw new FormatException($"value has type {TemplateValues.TypeName(key)}; should be string"),
        IReadOnlyList<object?> list => list[At(key, list.Count - 1)],
        string text when Encoding.UTF8.GetBytes(text) is var bytes => (long)bytes[At(key, bytes.Length - 1)],
        _ => throw new FormatException($"can't index item of type {TemplateValues.TypeName(value)}"),
    };

    /// <exception cref="FormatException">There is no such part.</exception>
    internal static object? Slice(object?[] arguments)
    {
        switch (arguments[0])
        {
            case null or NoValue:
                throw new FormatException("slice of untyped nil");
            case string when arguments.Length > 3:
                throw new FormatException("cannot 3-index slice a string");
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                var part = Bounds(arguments, bytes.Length);
                return Encoding.UTF8.GetString(bytes[part.Start..part.End]);
            case IReadOnlyList<object?> list:
                var (start, end) = Bounds(arguments, list.Count);
                return list.Skip(start).Take(end - start).ToList();
            default:
                throw new FormatException($"can't slice item of type {TemplateValues.TypeName(arguments[0])}");
        }
    }

    static (int Start, int End) Bounds(object?[] arguments, int length)
    {
        var start = arguments.Length > 1 ? At(arguments[1], length) : 0;
        var end = arguments.Length > 2 ? At(arguments[2], length) : length;
        if (arguments.Length > 3)
            _ = At(arguments[3], length);
        return start <= end ? (start, end) : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"invalid slice index: {start} > {end}"));
    }

    static int At(object? key, int most) => key switch
    {
        long at when at >= 0 && at <= most => (int)at,
        long at => throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"index out of range: {at}")),
        null or NoValue => throw new FormatException("cannot index slice/array with nil"),
        _ => throw new FormatException($"cannot index slice/array with type {TemplateValues.TypeName(key)}"),
    };
}
