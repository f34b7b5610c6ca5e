using Almagest.Query.Common;

namespace Almagest.Query.LogSearch;

/// <summary>A condition on log lines.</summary>
/// <param name="Span">Where it stands in the query, in characters.</param>
public abstract record SearchExpr(SourceSpan Span);

/// <summary>True of every line.</summary>
/// <param name="Span">Where it stands.</param>
public sealed record AllExpr(SourceSpan Span) : SearchExpr(Span);

/// <summary>True of the lines its operand is not true of, those without the field included.</summary>
/// <param name="Operand">What must not hold.</param>
/// <param name="Span">Where it stands.</param>
public sealed record NotExpr(SearchExpr Operand, SourceSpan Span) : SearchExpr(Span);

/// <summary>True when all operands are.</summary>
/// <param name="Operands">Two or more.</param>
/// <param name="Span">Where it stands.</param>
public sealed record AndExpr(IReadOnlyList<SearchExpr> Operands, SourceSpan Span) : SearchExpr(Span);

/// <summary>True when one of the operands is.</summary>
/// <param name="Operands">Two or more.</param>
/// <param name="Span">Where it stands.</param>
public sealed record OrExpr(IReadOnlyList<SearchExpr> Operands, SourceSpan Span) : SearchExpr(Span);

/// <summary>True when a field, or the line itself, has a value as the term says.</summary>
/// <param name="Field">Name of the field; null for the line.</param>
/// <param name="Term">What its value must be.</param>
/// <param name="Span">Where it stands.</param>
public sealed record FieldExpr(string? Field, SearchTerm Term, SourceSpan Span) : SearchExpr(Span);

/// <summary>A condition marked + or -, until it is known what it stands beside; the parser leaves none in a tree.</summary>
sealed record MarkedExpr(SearchExpr Operand, bool Required, SourceSpan Span) : SearchExpr(Span)
{
    internal SearchExpr Settled => Required ? Operand : new NotExpr(Operand, Span);
}
