using Almagest.Query.Common;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>The remark that a sample began before the one ahead of it was taken, with how often.</summary>
sealed record StartTimeOverlap(string Text, SourceSpan Span, int Count) : Annotation(true, Text, Span)
{
    public override bool HasDetails => true;

    public override Annotation Merge(Annotation earlier) => earlier is StartTimeOverlap other ? other with { Count = other.Count + Count } : this;

    public override string Render(string query)
    {
        var occurrences = Count > 1 ? $" ({Count} occurrences)" : "";
        return $"{Text}{occurrences} ({PromQlParseException.Position(query, Span.Start)})";
    }
}
