namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Fits OTLP's unsigned times into what the store keeps.</summary>
static class RecordTime
{
    /// <summary>The first time that is given (not 0), else <paramref name="received"/>; nanoseconds since 1970, at most the year 2262.</summary>
    internal static long FirstOf(ulong preferred, ulong second, long received)
    {
        var time = preferred != 0 ? preferred : second;
        return time == 0 ? received : (long)Math.Min(time, long.MaxValue);
    }
}
