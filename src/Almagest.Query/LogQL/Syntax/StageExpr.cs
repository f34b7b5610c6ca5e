using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>One step of a pipeline as it is written.</summary>
public abstract record StageExpr
{
    private protected StageExpr()
    {
    }
}

/// <summary><c>|= "a" or "b"</c>: a line must hold one of the texts, or with a negative sign the text must be absent.</summary>
/// <param name="Operator">One of |= != |~ !~ |&gt; !&gt;.</param>
/// <param name="Choices">The texts; only one after a negative sign.</param>
public sealed record LineFilterExpr(string Operator, IReadOnlyList<LineFilterChoice> Choices) : StageExpr
{
    /// <summary>Whether lines that match are dropped.</summary>
    public bool IsNegative => Operator[0] == '!';
}

/// <summary>One text of a line filter.</summary>
/// <param name="Text">Text, regular expression, pattern or address.</param>
/// <param name="IsIp">Whether it was written as <c>ip("…")</c>.</param>
public sealed record LineFilterChoice(string Text, bool IsIp);

/// <summary><c>| json</c>, <c>| json a="b.c"</c>; no expressions means all fields.</summary>
public sealed record JsonExpr(IReadOnlyList<Extraction> Extractions) : StageExpr;

/// <summary><c>| logfmt --strict --keep-empty a="b"</c></summary>
public sealed record LogfmtExpr(bool Strict, bool KeepEmpty, IReadOnlyList<Extraction> Extractions) : StageExpr;

/// <summary>A label and where its value stands in the line.</summary>
public sealed record Extraction(string Label, string Path);

/// <summary><c>| regexp "…"</c></summary>
public sealed record RegexpExpr(string Regex) : StageExpr;

/// <summary><c>| pattern "…"</c></summary>
public sealed record PatternExpr(string Pattern) : StageExpr;

/// <summary><c>| unpack</c></summary>
public sealed record UnpackExpr : StageExpr;

/// <summary><c>| level="error" or status &gt;= 500</c></summary>
public sealed record LabelFilterExpr(LabelFilter Filter) : StageExpr;

/// <summary><c>| line_format "…"</c></summary>
public sealed record LineFormatExpr(string Template) : StageExpr;

/// <summary><c>| label_format a=b, c="…"</c></summary>
public sealed record LabelFormatExpr(IReadOnlyList<LabelFormat> Formats) : StageExpr;

/// <summary>One assignment of label_format.</summary>
/// <param name="Label">Label that is set.</param>
/// <param name="Value">Name of the label it is renamed from, or template.</param>
/// <param name="Rename">Which of the two.</param>
public sealed record LabelFormat(string Label, string Value, bool Rename);

/// <summary><c>| decolorize</c></summary>
public sealed record DecolorizeExpr : StageExpr;

/// <summary><c>| drop a, b="c"</c></summary>
public sealed record DropExpr(IReadOnlyList<NamedLabel> Labels) : StageExpr;

/// <summary><c>| keep a, b="c"</c></summary>
public sealed record KeepExpr(IReadOnlyList<NamedLabel> Labels) : StageExpr;

/// <summary>A label, or a label with a value.</summary>
/// <param name="Name">The label.</param>
/// <param name="Matcher">Null when any value will do.</param>
public sealed record NamedLabel(string Name, LabelMatcher? Matcher);

/// <summary>A condition on labels.</summary>
public abstract record LabelFilter
{
    private protected LabelFilter()
    {
    }
}

/// <summary>Both or either.</summary>
public sealed record BothFilter(LabelFilter Left, LabelFilter Right, bool And) : LabelFilter;

/// <summary>A text or regular expression.</summary>
public sealed record TextFilter(LabelMatcher Matcher) : LabelFilter;

/// <summary>A number; the operator is one of == != &gt; &gt;= &lt; &lt;=.</summary>
public sealed record NumberFilter(string Label, string Operator, double Value) : LabelFilter;

/// <summary>A duration in nanoseconds.</summary>
public sealed record DurationFilter(string Label, string Operator, long Nanos) : LabelFilter;

/// <summary>A size in bytes.</summary>
public sealed record BytesFilter(string Label, string Operator, ulong Bytes) : LabelFilter;

/// <summary>An address, a network or a range of addresses.</summary>
public sealed record IpFilter(string Label, bool Negative, string Pattern) : LabelFilter;
