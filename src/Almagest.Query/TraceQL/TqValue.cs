using System.Globalization;
using Almagest.Model.Traces;
using Almagest.Query.Traces;

namespace Almagest.Query.TraceQL;

/// <summary>The types of TraceQL. Int, Float and Duration compare with each other, all others with their own kind only.</summary>
public enum TqType
{
    /// <summary>No value.</summary>
    Nil,

    /// <summary>Whole number.</summary>
    Int,

    /// <summary>Number.</summary>
    Float,

    /// <summary>Nanoseconds.</summary>
    Duration,

    /// <summary>Text.</summary>
    String,

    /// <summary>Truth value.</summary>
    Bool,

    /// <summary>Status of a span.</summary>
    Status,

    /// <summary>Kind of a span.</summary>
    Kind,

    /// <summary>A list of texts, numbers or truth values; as JSON in the text.</summary>
    Array,

    /// <summary>Of an attribute: whatever was sent.</summary>
    Any,
}

/// <summary>A value. Numbers, truth values, statuses and kinds are in <paramref name="Number"/>, texts in <paramref name="Text"/>.</summary>
public readonly record struct TqValue(TqType Type, double Number, string? Text = null)
{
    /// <summary>No value.</summary>
    public static readonly TqValue Nil = new(TqType.Nil, 0);

    /// <summary>A text.</summary>
    public static TqValue Of(string text) => new(TqType.String, 0, text);

    /// <summary>A truth value.</summary>
    public static TqValue Of(bool truth) => new(TqType.Bool, truth ? 1 : 0);

    /// <summary>A number of nanoseconds.</summary>
    public static TqValue Duration(long nano) => new(TqType.Duration, nano);

    /// <summary>A whole number.</summary>
    public static TqValue Of(long number) => new(TqType.Int, number);

    /// <summary>An attribute's value in the type it was sent with; lists of one type are lists, all others, maps and bytes are texts.</summary>
    public static TqValue Of(in SpanAttribute attribute) => attribute.Type switch
    {
        'n' => Nil,
        'b' => Of(attribute.Text == "true"),
        'i' when attribute.Number is { } number => new TqValue(TqType.Int, number),
        'd' when attribute.Number is { } number => new TqValue(TqType.Float, number),
        'a' when TqArray.Elements(attribute.Text).Length > 0 => new TqValue(TqType.Array, 0, attribute.Text),
        _ => Of(attribute.Text),
    };

    /// <summary>True for the value true.</summary>
    public bool IsTrue => Type == TqType.Bool && Number != 0;

    /// <summary>True for the types one can calculate with.</summary>
    public bool IsNumber => Type is TqType.Int or TqType.Float or TqType.Duration;

    /// <summary>As people write it.</summary>
    public override string ToString() => Type switch
    {
        TqType.Nil => "nil",
        TqType.String or TqType.Array => Text ?? "",
        TqType.Bool => Number != 0 ? "true" : "false",
        TqType.Status => SpanWords.Of((SpanStatus)(sbyte)Number),
        TqType.Kind => SpanWords.Of((SpanKind)(sbyte)Number),
        _ => Number.ToString("R", CultureInfo.InvariantCulture),
    };
}
