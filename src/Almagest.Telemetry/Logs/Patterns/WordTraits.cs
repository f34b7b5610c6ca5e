namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>What bytes of a word tell about it.</summary>
[Flags]
enum WordTraits : byte
{
    None = 0,
    Digit = 1,
    Slash = 2,
    Equal = 4,
    Capital = 8,

    /// <summary>A letter that no hexadecimal number has.</summary>
    NotHex = 16,
    Blank = 128,
}

static class WordTraitTable
{
    static readonly byte[] Traits = Build();

    // Hot path: per byte.
    internal static WordTraits Of(byte value) => (WordTraits)Traits[value];

    static byte[] Build()
    {
        var traits = new byte[256];
        for (var value = 0; value < traits.Length; value++)
            traits[value] = (byte)((char)value switch
            {
                ' ' or '\t' or '\r' or '\n' => WordTraits.Blank,
                >= '0' and <= '9' => WordTraits.Digit,
                '/' => WordTraits.Slash,
                '=' => WordTraits.Equal,
                >= 'A' and <= 'F' => WordTraits.Capital,
                >= 'G' and <= 'Z' => WordTraits.Capital | WordTraits.NotHex,
                >= 'g' and <= 'z' => WordTraits.NotHex,
                _ => WordTraits.None,
            });
        return traits;
    }
}
