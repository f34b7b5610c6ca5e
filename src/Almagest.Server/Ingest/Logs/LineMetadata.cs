using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Ingest.Logs;

/// <summary>The attributes of the line being read; its memory is used again for the next one. For one thread.</summary>
sealed class LineMetadata : IDisposable
{
    readonly ByteBuffer _bytes = new(1024);
    readonly List<Place> _places = [];

    /// <summary>How many there are.</summary>
    internal int Count => _places.Count;

    /// <summary>Bytes of all names and values.</summary>
    internal int SizeBytes => _bytes.Length;

    /// <summary>A number that equal attributes in equal order have in common.</summary>
    internal ulong Hash => XxHash64.Hash(_bytes.Span);

    /// <summary>How many were left out.</summary>
    internal uint Dropped { get; set; }

    /// <summary>Forgets all of them.</summary>
    internal void Clear()
    {
        Dropped = 0;
        _bytes.Clear();
        _places.Clear();
    }

    // Hot path: per attribute of a line.
    /// <summary>Adds one as it is.</summary>
    internal void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, AttributeType type = AttributeType.String)
    {
        _places.Add(new Place(_bytes.Length, name.Length, value.Length, type));
        _bytes.Write(name);
        _bytes.Write(value);
    }

    /// <summary>Adds one whose name is made an identifier, as Loki does with structured metadata: <c>trace.id</c> becomes <c>trace_id</c>.</summary>
    internal void AddLabel(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!IsIdentifier(name))
            name = Encoding.UTF8.GetBytes(Identifier(Encoding.UTF8.GetString(name)));
        if (!value.IsEmpty)
            Add(name, value);
        else if (IndexOf(name) is >= 0 and var same)
            // An empty value is no label, and takes away the one before it.
            _places.RemoveAt(same);
    }

    /// <summary>Name of one of them; valid until the next is added.</summary>
    internal ReadOnlySpan<byte> Name(int index) => _bytes.Span.Slice(_places[index].Start, _places[index].NameLength);

    /// <summary>Value of one of them; valid until the next is added.</summary>
    internal ReadOnlySpan<byte> Value(int index) =>
        _bytes.Span.Slice(_places[index].Start + _places[index].NameLength, _places[index].ValueLength);

    /// <summary>Type of one of them.</summary>
    internal AttributeType Type(int index) => _places[index].Type;

    /// <summary>Place of the first of this name; -1 when there is none.</summary>
    internal int IndexOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _places.Count; i++)
        {
            if (_places[i].NameLength == name.Length && Name(i).SequenceEqual(name))
                return i;
        }

        return -1;
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    static bool IsIdentifier(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || char.IsAsciiDigit((char)name[0]))
            return false;
        for (var i = 0; i < name.Length; i++)
        {
            // Two underscores in a row become one, so such a name goes the slow way too.
            if (!char.IsAsciiLetterOrDigit((char)name[i]) && (name[i] != '_' || (i > 0 && name[i - 1] == '_')))
                return false;
        }

        return true;
    }

    /// <summary>The rules of Prometheus' translation of OpenTelemetry names: runs of other characters become one underscore.</summary>
    static string Identifier(string name)
    {
        var reserved = name.Length >= 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);
        var text = new StringBuilder();
        foreach (var rune in (reserved ? name[2..^2] : name).EnumerateRunes())
        {
            if (rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value))
                text.Append((char)rune.Value);
            else if (text.Length == 0 || text[^1] != '_')
                text.Append('_');
        }

        if (reserved)
            return $"__{text}__";
        return text.Length > 0 && char.IsAsciiDigit(text[0]) ? $"key_{text}" : text.ToString();
    }

    readonly record struct Place(int Start, int NameLength, int ValueLength, AttributeType Type);
}
