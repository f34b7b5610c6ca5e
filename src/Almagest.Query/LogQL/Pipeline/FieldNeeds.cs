using System.Buffers;
using Almagest.Query.LogQL.Syntax;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary>A field that must have a value, or the line is dropped.</summary>
/// <param name="Label">The label; it may also be one of the stream or of structured metadata.</param>
/// <param name="Value">Letters, digits and signs that JSON and logfmt write as they are.</param>
public sealed record FieldNeed(string Label, string Value);

/// <summary>
/// Finds filters such as <c>| json | trace_id="abc"</c>: a line that does not hold the text <c>abc</c> cannot pass, and the store sees that sooner than a
/// parser. Only for texts that writers of JSON never escape.
/// </summary>
public static class FieldNeeds
{
    static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.: ");

    /// <summary>What the stages demand of a line before they change it or its labels.</summary>
    public static IReadOnlyList<FieldNeed> Of(IReadOnlyList<StageExpr> stages)
    {
        var needs = new List<FieldNeed>();
        foreach (var stage in stages)
        {
            if (stage is LabelFilterExpr filter)
                Add(filter.Filter, needs);
            else if (stage is not (LineFilterExpr or JsonExpr { Extractions.Count: 0 } or LogfmtExpr { Extractions.Count: 0 }))
                break;
        }

        return needs;
    }

    static void Add(LabelFilter filter, List<FieldNeed> into)
    {
        if (filter is BothFilter { And: true } both)
        {
            Add(both.Left, into);
            Add(both.Right, into);
        }
        else if (filter is TextFilter { Matcher: { Kind: MatchKind.Equal, Value.Length: > 0 } matcher } && IsOwn(matcher.Name) && !matcher.Value.AsSpan().ContainsAnyExcept(Plain))
            into.Add(new FieldNeed(matcher.Name, matcher.Value));
    }

    // Errors are made by the pipeline and stand in no line.
    static bool IsOwn(string label) => !label.StartsWith("__", StringComparison.Ordinal) && !label.EndsWith(LineLabels.DuplicateSuffix, StringComparison.Ordinal);
}
