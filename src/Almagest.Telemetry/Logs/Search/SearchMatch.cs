using Almagest.Query.LogSearch;
using Almagest.Telemetry.Live;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>
/// Judges a search on a line in memory, for lines that are shown as they arrive: the same answer as <see cref="SearchConditions"/> gives in the store,
/// which a scenario holds against each other. Not thread-safe.
/// </summary>
public sealed class SearchMatch(SearchExpr query, DateTimeOffset now)
{
    readonly TermMatch _terms = new(now);

    /// <summary>Whether the line is found.</summary>
    public bool IsFound(LogRow line) => Of(query, new LineFields(line));

    bool Of(SearchExpr expr, LineFields line) => expr switch
    {
        AllExpr => true,
        NotExpr not => !Of(not.Operand, line),
        AndExpr and => and.Operands.All(operand => Of(operand, line)),
        OrExpr or => or.Operands.Any(operand => Of(operand, line)),
        FieldExpr field => Of(field, line),
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    bool Of(FieldExpr field, LineFields line)
    {
        if (field.Field is not { } name || SearchConditions.LineNames.Contains(name))
            return field.Term is ExistsTerm ? line.Row.Body.Length > 0 : _terms.InText(field.Term, line.Row.Body);
        if (SearchConditions.TimeNames.Contains(name))
            return OfTime(field, line.Row.TimeUnixNano);
        if (SearchConditions.MessageNames.Contains(name) && field.Term is TextTerm or WildcardTerm or RegexTerm)
            return _terms.InMessage(field.Term, line.Message);
        if (SearchConditions.LevelNames.Contains(name) && field.Term is TextTerm level)
            return SearchConditions.Levels(level.Text).Contains(line.Row.Level);
        return field.Term is ExistsTerm ? line.Has(name) : line.Values(name).Any(value => _terms.IsValue(field.Term, value));
    }

    bool OfTime(FieldExpr field, long time) => field.Term switch
    {
        ExistsTerm => true,
        RangeTerm range => (range.Low is not { } low || Order(time, Nano(low.Text, !low.Inclusive, field), low.Inclusive))
            && (range.High is not { } high || Order(Nano(high.Text, high.Inclusive, field), time, high.Inclusive)),
        TextTerm text => time >= Nano(text.Text, false, field) && time <= Nano(text.Text, true, field),
        _ => false,
    };

    static bool Order(long greater, long less, bool equal) => greater > less || (equal && greater == less);

    long Nano(string text, bool end, FieldExpr field) => SearchConditions.Nano(text, end, field, now);
}
