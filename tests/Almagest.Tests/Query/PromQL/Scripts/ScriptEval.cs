using System.Text.RegularExpressions;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>An annotation or failure that a script expects: <c>warn</c>, <c>no_info</c>, <c>fail</c> and so on.</summary>
/// <param name="Kind">Which.</param>
/// <param name="How"><c>msg</c>: this text; <c>regex</c>: a match anywhere; empty: any text.</param>
/// <param name="Text">The text or expression.</param>
sealed record ExpectedRemark(string Kind, string How, string Text)
{
    public bool Matches(string actual) => How switch
    {
        "msg" => actual == Text,
        "regex" => Regex.IsMatch(actual, Text, RegexOptions.CultureInvariant),
        _ => true,
    };
}

/// <summary>One <c>eval</c> command with the samples loaded before it and what it expects.</summary>
sealed class ScriptEval
{
    public required string File { get; init; }

    public required int Line { get; init; }

    public required string Query { get; init; }

    /// <summary>The loads since the last <c>clear</c>.</summary>
    public required IReadOnlyList<ScriptLoad> Loads { get; init; }

    public required bool IsRange { get; init; }

    /// <summary>When an instant query is evaluated.</summary>
    public required long EvalMs { get; init; }

    /// <summary>The times of the expected samples begin here.</summary>
    public required long StartMs { get; set; }

    public required long EndMs { get; set; }

    public required long StepMs { get; set; }

    /// <summary>The ending of the command: <c>fail</c>, <c>warn</c>, <c>info</c>, <c>ordered</c> or none.</summary>
    public required string Expectation { get; init; }

    /// <summary>Whether the answer has no counterpart in a range query.</summary>
    public bool OnlyInstant { get; set; }

    public double? Scalar { get; set; }

    public string? Text { get; set; }

    public List<SeriesDescription> Series { get; } = [];

    public List<ExpectedRemark> Remarks { get; } = [];

    public bool Ordered => Expectation == "ordered" || Expects("ordered").Any();

    public bool Fails => Expectation == "fail" || Expects("fail").Any();

    public IEnumerable<ExpectedRemark> Expects(string kind) => Remarks.Where(remark => remark.Kind == kind);

    public override string ToString() => $"{File}.test:{Line} {Query}";
}
