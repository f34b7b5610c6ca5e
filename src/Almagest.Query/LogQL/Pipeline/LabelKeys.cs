using System.Text;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary>Makes label names of the names of fields.</summary>
static class LabelKeys
{
    /// <summary>The name with everything but ASCII letters, digits and _ replaced by _; one that begins with a digit gets a _ before it.</summary>
    internal static string Sanitize(string key)
    {
        var name = key.AsSpan().Trim();
        if (name.Length == key.Length && name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.ContainsAnyExcept(Valid))
            return key;
        var into = new StringBuilder(name.Length + 1);
        Append(into, name);
        return into.ToString();
    }

    /// <summary>Appends a part of a nested name.</summary>
    internal static void Append(StringBuilder into, ReadOnlySpan<char> part)
    {
        part = part.Trim();
        if (into.Length == 0 && part.Length > 0 && char.IsAsciiDigit(part[0]))
            into.Append('_');
        foreach (var rune in part.EnumerateRunes())
            into.Append(rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_') ? (char)rune.Value : '_');
    }

    static readonly System.Buffers.SearchValues<char> Valid = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}
