using Almagest.Model;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>The answer to a query.</summary>
/// <param name="Value">What the expression is.</param>
/// <param name="Warnings">What may make the answer wrong, with positions, in ordinal order.</param>
/// <param name="Infos">What the user may want to know, with positions, in ordinal order.</param>
/// <param name="Stats">What it cost.</param>
public sealed record QueryResult(QueryValue Value, IReadOnlyList<string> Warnings, IReadOnlyList<string> Infos, QueryStats Stats)
{
    /// <summary>The warnings and infos with the steps they are about.</summary>
    public QueryRemarks Remarks { get; init; } = QueryRemarks.None;

    /// <summary>Whether nothing had to be evaluated.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Whether it was evaluated from memory in a fraction of a millisecond, by its estimate; see <see cref="PromQlRequest.SharesThread"/>.</summary>
    public bool WasQuick { get; init; }

    /// <summary>How it was evaluated, with what each part took, when asked for.</summary>
    public ExplainPlan? Plan { get; init; }
}

/// <summary>What an expression evaluates to. The set of kinds is closed.</summary>
public abstract record QueryValue
{
    private protected QueryValue()
    {
    }
}

/// <summary>A number at a time.</summary>
public sealed record ScalarValue(long TimeMs, double Value) : QueryValue;

/// <summary>A text at a time.</summary>
public sealed record StringValue(long TimeMs, string Value) : QueryValue;

/// <summary>One sample per series, all at the same time, in an order that matters for <c>sort</c> and <c>topk</c>.</summary>
public sealed record VectorValue(long TimeMs, IReadOnlyList<VectorSample> Samples) : QueryValue;

/// <summary>A sample of a vector: <paramref name="Value"/>, or <paramref name="Histogram"/> when it is set.</summary>
public readonly record struct VectorSample(Labels Labels, double Value, FloatHistogram? Histogram);

/// <summary>Samples over time per series, sorted by labels.</summary>
public sealed record MatrixValue(IReadOnlyList<MatrixSeries> Series) : QueryValue;

/// <summary>One series of a matrix: columns of equal length.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Times">Unix milliseconds, ascending.</param>
/// <param name="Values">Values; 0 where the sample is a histogram.</param>
/// <param name="Histograms">Null when no sample is a histogram; else null for floats.</param>
public sealed record MatrixSeries(Labels Labels, long[] Times, double[] Values, FloatHistogram?[]? Histograms)
{
    /// <summary>All samples as text, when whoever keeps the series has made it; only of floats.</summary>
    public SampleTexts? Texts { get; init; }
}

/// <summary>What a query cost.</summary>
public sealed record QueryStats
{
    /// <summary>Samples that took part, counted once per step they took part in.</summary>
    public long TotalSamples { get; init; }

    /// <summary>Samples read from the store.</summary>
    public long SamplesRead { get; init; }

    /// <summary>Most samples held at a time.</summary>
    public long PeakSamples { get; init; }

    /// <summary>The total per step, when asked for; else null.</summary>
    public IReadOnlyList<long>? TotalSamplesPerStep { get; init; }

    /// <summary>Series fetched from the store.</summary>
    public int SeriesFetched { get; init; }

    /// <summary>Parsing and planning.</summary>
    public TimeSpan Preparation { get; init; }

    /// <summary>Waiting for the store.</summary>
    public TimeSpan Fetching { get; init; }

    /// <summary>Evaluation, decoding included.</summary>
    public TimeSpan Evaluation { get; init; }
}
