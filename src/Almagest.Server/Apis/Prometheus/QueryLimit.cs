using Almagest.Query.PromQL.Engine;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Cuts answers to the number of series a caller asked for.</summary>
static class QueryLimit
{
    internal static QueryValue Apply(QueryValue value, int limit, out bool isCut)
    {
        isCut = limit > 0 && Count(value) > limit;
        return (isCut, value) switch
        {
            (true, VectorValue vector) => vector with { Samples = [.. vector.Samples.Take(limit)] },
            (true, MatrixValue matrix) => matrix with { Series = [.. matrix.Series.Take(limit)] },
            _ => value,
        };
    }

    static int Count(QueryValue value) => value switch
    {
        VectorValue vector => vector.Samples.Count,
        MatrixValue matrix => matrix.Series.Count,
        _ => 0,
    };
}
