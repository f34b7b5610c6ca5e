namespace Almagest.Telemetry.Traces;

/// <summary>The scale on which durations are counted: ten buckets to each power of ten, so that what is read from them is within 13 %.</summary>
static class DurationBucket
{
    /// <summary>The bucket of a duration in SQL, of the column <c>duration_nano</c>.</summary>
    internal const string Sql = "toUInt8(if(duration_nano = 0, 0, floor(10 * log10(duration_nano))))";

    internal static int Of(long nano) => nano <= 0 ? 0 : (int)Math.Floor(10 * Math.Log10(nano));

    /// <summary>Where a bucket begins; the first also holds what is shorter.</summary>
    internal static double Low(int bucket) => bucket == 0 ? 0 : Math.Pow(10, bucket / 10.0);

    internal static double High(int bucket) => Math.Pow(10, (bucket + 1) / 10.0);
}
