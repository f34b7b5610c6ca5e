namespace Almagest.Query.PromQL.Engine;

/// <summary>Samples as the text they are answered as, one after the other. Immutable.</summary>
public sealed class SampleTexts
{
    readonly byte[] _bytes;

    // Where each text begins, and behind the last one; the byte before each but the first is a comma.
    readonly int[] _starts;
    readonly int _first;

    /// <param name="bytes">The texts, a comma behind each.</param>
    /// <param name="starts">Where each begins, and the end of all.</param>
    public SampleTexts(byte[] bytes, int[] starts)
        : this(bytes, starts, 0, starts.Length - 1)
    {
    }

    SampleTexts(byte[] bytes, int[] starts, int first, int count) => (_bytes, _starts, _first, Count) = (bytes, starts, first, count);

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>All texts, a comma between two; there is at least one sample.</summary>
    public ReadOnlySpan<byte> Joined => WithLastComma[..^1];

    /// <summary>Bytes of memory they take.</summary>
    public long Bytes => _bytes.Length + (long)_starts.Length * sizeof(int);

    ReadOnlySpan<byte> WithLastComma => _bytes.AsSpan(_starts[_first].._starts[_first + Count]);

    /// <summary>Some of them, without copying.</summary>
    public SampleTexts Slice(int first, int count) => new(_bytes, _starts, _first + first, count);

    /// <summary>These and, behind them, others.</summary>
    public SampleTexts FollowedBy(SampleTexts later)
    {
        var starts = new int[Count + later.Count + 1];
        for (var i = 0; i < Count; i++)
            starts[i] = _starts[_first + i] - _starts[_first];
        var end = WithLastComma.Length;
        for (var i = 0; i <= later.Count; i++)
            starts[Count + i] = end + later._starts[later._first + i] - later._starts[later._first];
        return new SampleTexts([.. WithLastComma, .. later.WithLastComma], starts);
    }
}
