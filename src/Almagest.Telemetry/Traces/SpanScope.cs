using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.TraceQL;

namespace Almagest.Telemetry.Traces;

/// <summary>The spans a statistic is about.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Query">Which.</param>
/// <param name="FromUnixNano">Those that began at this time or later.</param>
/// <param name="ToUnixNano">And before this time.</param>
public sealed record SpanScope(TenantId Tenant, TraceQlQuery Query, long FromUnixNano, long ToUnixNano)
{
    const string OfMinutes = "time BETWEEN toDateTime(intDiv({from:Int64}, 1000000000), 'UTC') AND toDateTime(intDiv({to:Int64} - 1, 1000000000), 'UTC')";

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>The range as a search takes it.</summary>
    internal SearchRange Range => new(FromUnixNano, ToUnixNano - 1, int.MaxValue);

    /// <summary>
    /// The condition in SQL that holds for exactly the spans the query finds; null when only the language can tell: it has a
    /// structural operator, an aggregate, or a condition that SQL can only say wider.
    /// </summary>
    internal string? Exact(SpanConditions conditions)
    {
        var all = new List<string>();
        foreach (var stage in Query.Stages.TakeWhile(static s => s is not MetricsStage))
        {
            if (stage is SelectStage)
                continue;
            if (stage is not SpansetStage { Expression: FilterExpr filter } || conditions.Of(filter.Condition) is not { Exact: true, Sql: { } sql })
                return null;
            all.Add(sql);
        }

        return all.Count == 0 ? "1" : string.Join(" AND ", all);
    }

    /// <summary>A statement over <c>spans</c>, or over what is kept of them per minute; <paramref name="sql"/> has <c>$where</c> for the condition.</summary>
    internal Statement Ask(string sql, string where, SqlParameters parameters, string caller, bool kept = false) => parameters.AddTo(
        new Statement(sql.Replace("$where",
            $$"""tenant = {tenant:String} AND {{(kept ? OfMinutes : SpanTime.Of("from", "to"))}} AND {{where}}""", StringComparison.Ordinal))
        { Caller = caller, ReadOnly = true, Timeout = TimeLimit }.MapsOnce()
        .With("tenant", Tenant.Value).With("from", FromUnixNano).With("to", ToUnixNano));
}
