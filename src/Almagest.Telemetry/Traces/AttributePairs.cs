namespace Almagest.Telemetry.Traces;

/// <summary>
/// The index of <c>spans</c> that knows which attributes, of spans and of their events, a block of rows holds (migration 0090). Key and
/// value are one entry: a number such as 502 stands in every block as the value of something, as a status code in few.
/// </summary>
static class AttributePairs
{
    // The expression of the index, sign by sign.
    internal const string Sql = "arrayConcat(arrayMap((k, v) -> cityHash64(k, v), mapKeys(attributes), mapValues(attributes)), "
        + "arrayFlatten(arrayMap(a -> arrayMap((k, v) -> cityHash64(k, v), mapKeys(a), mapValues(a)), events.attributes)))";

    /// <summary>Holds for every row; blocks of rows without the attribute are not read. Both are expressions of constant texts.</summary>
    internal static string Has(string key, string value) => $"indexHint(has({Sql}, cityHash64({key}, {value})))";
}
