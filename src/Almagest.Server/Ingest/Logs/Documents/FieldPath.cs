namespace Almagest.Server.Ingest.Logs.Documents;

/// <summary>The dotted name of the field being read.</summary>
sealed class FieldPath
{
    byte[] _bytes = new byte[256];
    byte[] _last = [];
    int _length;

    /// <summary>The name.</summary>
    internal ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    /// <summary>The name at the last <see cref="Keep"/>.</summary>
    internal ReadOnlySpan<byte> Last => _last;

    /// <summary>Back to the top.</summary>
    internal void Clear() => _length = 0;

    /// <summary>Steps into a member; returns where to <see cref="Pop"/> to.</summary>
    internal int Push(ReadOnlySpan<byte> name)
    {
        var mark = _length;
        if (_length + name.Length + 1 > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + name.Length + 1));
        if (_length > 0)
            _bytes[_length++] = (byte)'.';
        name.CopyTo(_bytes.AsSpan(_length));
        _length += name.Length;
        return mark;
    }

    /// <summary>Steps back.</summary>
    internal void Pop(int mark) => _length = mark;

    /// <summary>Remembers the name.</summary>
    internal void Keep()
    {
        if (!_last.AsSpan().SequenceEqual(Span))
            _last = Span.ToArray();
    }
}
