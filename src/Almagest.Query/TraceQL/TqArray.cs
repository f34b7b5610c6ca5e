using System.Text.Json;

namespace Almagest.Query.TraceQL;

/// <summary>
/// The elements of attributes that are lists. A comparison with a list holds when it holds for one element; with <c>!=</c> and
/// <c>!~</c> it must hold for all. As in Tempo, only lists of one type are lists.
/// </summary>
public static class TqArray
{
    /// <summary>The elements of a list in JSON; none when they are not of one type.</summary>
    public static TqValue[] Elements(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                return [];
            var values = new TqValue[document.RootElement.GetArrayLength()];
            var next = 0;
            foreach (var element in document.RootElement.EnumerateArray())
            {
                values[next] = Of(element);
                if (values[next].Type == TqType.Nil || Kind(values[next]) != Kind(values[0]))
                    return [];
                next++;
            }

            return values;
        }
        catch (JsonException)
        {
            // A text that was cut off when it was stored is a text.
            return [];
        }
    }

    internal static bool Holds(TqValue left, TqValue right, bool all, Func<TqValue, TqValue, bool> holds)
    {
        if (left.Type == TqType.Array && right.Type == TqType.Array)
            return false;
        var elements = Elements((left.Type == TqType.Array ? left : right).Text ?? "");
        bool Of(TqValue element) => left.Type == TqType.Array ? holds(element, right) : holds(left, element);
        return elements.Length > 0 && (all ? Array.TrueForAll(elements, Of) : Array.Exists(elements, Of));
    }

    // Doubles are written shortest: 1.0 is "1".
    static TqType Kind(TqValue value) => value.IsNumber ? TqType.Float : value.Type;

    static TqValue Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => TqValue.Of(element.GetString() ?? ""),
        JsonValueKind.True => TqValue.Of(true),
        JsonValueKind.False => TqValue.Of(false),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? TqValue.Of(whole) : new TqValue(TqType.Float, element.GetDouble()),
        _ => TqValue.Nil,
    };
}
