using Almagest.Query.Common;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>A remark about a query. Remarks of the same <paramref name="Text"/> are one, whatever their positions, as in Prometheus.</summary>
/// <param name="IsWarning">A warning, not an information.</param>
/// <param name="Text">The words, without position and details.</param>
/// <param name="Span">Which part of the query it is about.</param>
record Annotation(bool IsWarning, string Text, SourceSpan Span)
{
    /// <summary>Whether occurrences say different things that are put together, instead of standing for each other.</summary>
    public virtual bool HasDetails => false;

    /// <summary>What stands for this remark and an earlier one of the same text.</summary>
    public virtual Annotation Merge(Annotation earlier) => this;

    /// <summary>Words, details and position, for people.</summary>
    public virtual string Render(string query) => $"{Text} ({PromQlParseException.Position(query, Span.Start)})";
}
