using System.Globalization;
using Almagest.Query.TraceQL;
using static Almagest.Query.TraceQL.Intrinsic;

namespace Almagest.Telemetry.Traces;

/// <summary>The index of <c>spans</c> that knows which services were how slow in a block of rows (migration 0100): nearly every block has some slow span, and some span of a service.</summary>
static class ServiceDurations
{
    // All that took 100 seconds and more.
    const int Last = 110;

    // With more the filter lets nearly everything pass, and that is what so wide a condition holds for.
    const int MaxBuckets = 60;

    // The expression of the index, sign by sign: the store knows it by its text, in which a call of constants must not stand, since it is computed before.
    internal const string Sql = "cityHash64(service, toUInt8(least(110, floor(10 * log10(greatest(duration_nano, 1))))))";

    /// <summary>
    /// Of conditions that must all hold: a condition that holds for every row and spares the reading of blocks without such spans; null when they name no
    /// service or no shortest duration.
    /// </summary>
    internal static string? Hint(IReadOnlyList<FieldExpr> all, SqlParameters parameters)
    {
        var service = all.Select(Service).FirstOrDefault(static s => s is not null);
        var shortest = all.Max(Shortest);
        // The store's logarithm may round the other way.
        var first = Math.Clamp(DurationBucket.Of(shortest) - 1, 0, Last);
        if (service is null || shortest <= 0 || Last - first >= MaxBuckets)
            return null;
        // Of an indexHint the store computes no constants, and finds no index then.
        var buckets = Enumerable.Range(first, Last + 1 - first).Select(b => string.Create(CultureInfo.InvariantCulture, $"cityHash64({parameters.Text(service)}, toUInt8({b}))"));
        return $"{Sql} IN ({string.Join(", ", buckets)})";
    }

    static string? Service(FieldExpr expr) =>
        expr is BinaryExpr { Operator: "=", Left: AttributeExpr { Scope: FieldScope.Resource, Name: "service.name", OfParent: false }, Right: StaticExpr { Value: { Type: TqType.String, Text: { } text } } } ? text : null;

    static long Shortest(FieldExpr expr) => expr is BinaryExpr { Operator: ">" or ">=" or "=", Left: IntrinsicExpr { Intrinsic: Duration }, Right: StaticExpr { Value: { IsNumber: true } least } }
        ? (long)Math.Clamp(least.Number, 0, 1e18) : 0;
}
