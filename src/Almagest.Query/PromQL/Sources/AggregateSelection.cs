using Almagest.Model;

namespace Almagest.Query.PromQL.Sources;

/// <summary>An aggregation over a selector, or over a function of ranges of it, that a store may answer itself.</summary>
/// <param name="Matchers">All must hold; one of them names the metric.</param>
/// <param name="Operator"><c>sum</c>, <c>avg</c>, <c>min</c>, <c>max</c>, <c>count</c> or <c>group</c>.</param>
/// <param name="Function"><c>rate</c>, <c>increase</c>, <c>delta</c>, <c>irate</c>, <c>idelta</c>, or <c>last</c> for the newest sample.</param>
/// <param name="Grouping">Labels to group by, or to leave out.</param>
/// <param name="Without">Whether <paramref name="Grouping"/> is left out.</param>
/// <param name="Windows">The ranges.</param>
public sealed record AggregateSelection(IReadOnlyList<LabelMatcher> Matchers, string Operator, string Function, IReadOnlyList<string> Grouping, bool Without, AggregateWindows Windows);

/// <summary>Ranges that are open to the left, one per step. Unix milliseconds.</summary>
/// <param name="FirstEndMs">End of the first, inclusive.</param>
/// <param name="StepMs">From one end to the next; at least 1.</param>
/// <param name="Count">How many.</param>
/// <param name="LengthMs">How long each is.</param>
public readonly record struct AggregateWindows(long FirstEndMs, long StepMs, int Count, long LengthMs)
{
    /// <summary>End of the last, inclusive.</summary>
    public long LastEndMs => FirstEndMs + (Count - 1) * StepMs;
}

/// <summary>What a store made of an aggregation.</summary>
/// <param name="Groups">One series per group.</param>
/// <param name="Samples">How many samples it read.</param>
public sealed record StoreAggregate(IReadOnlyList<AggregatedSeries> Groups, long Samples);

/// <summary>One group of an aggregation.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Values">One per step, without meaning where <paramref name="Members"/> is 0.</param>
/// <param name="Members">How many series had a value at each step.</param>
public sealed record AggregatedSeries(Labels Labels, double[] Values, ulong[] Members);
