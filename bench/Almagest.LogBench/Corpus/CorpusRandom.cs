namespace Almagest.LogBench.Corpus;

/// <summary>SplitMix64: the same numbers for a seed on every machine and runtime.</summary>
struct CorpusRandom(ulong seed)
{
    ulong _state = seed;

    internal ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    internal int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    internal double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number below the limit of which small ones are frequent, as Zipf found of words: the k-th is drawn about 1/k as often as the first.</summary>
    internal int Zipf(int limit) => Math.Min(limit - 1, (int)Math.Exp(Fraction() * Math.Log(limit + 1)) - 1);

    internal static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
