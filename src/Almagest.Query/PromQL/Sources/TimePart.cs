namespace Almagest.Query.PromQL.Sources;

/// <summary>Decodes times. One instance for all.</summary>
public interface ITimeCodec
{
    /// <summary>The times of a whole part, Unix milliseconds.</summary>
    void Decode(byte[] compressed, long startMs, Span<long> into);
}

/// <summary>
/// Times of a run of samples, compressed. Series of one target share the array, so that most work on times can be done once for many series, who are told by it.
/// </summary>
/// <param name="Codec">Decodes it.</param>
/// <param name="Compressed">Never written to.</param>
/// <param name="StartMs">What the compressed times are counted from, Unix milliseconds.</param>
/// <param name="Skip">How many of them come before the run.</param>
/// <param name="Count">How many the run has.</param>
/// <param name="LastMs">The last of the run, Unix milliseconds.</param>
public readonly record struct TimePart(ITimeCodec Codec, byte[] Compressed, long StartMs, int Skip, int Count, long LastMs)
{
    /// <summary>Whether both are the same times, as far as that is known without decoding them.</summary>
    public bool IsSame(in TimePart other) => ReferenceEquals(Compressed, other.Compressed) && StartMs == other.StartMs && Skip == other.Skip && Count == other.Count;
}
