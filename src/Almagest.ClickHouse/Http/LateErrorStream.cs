using System.Buffers;
using System.Text;

namespace Almagest.ClickHouse.Http;

/// <summary>
/// A result body without the error the server may append to it. After answering 200 ClickHouse 25.11 and later report a failure
/// inside the body as
/// <code>
/// \r\n__exception__\r\n{tag}\r\n{message}\n{length} {tag}\r\n__exception__\r\n
/// </code>
/// where the tag is 16 random letters announced in <c>X-ClickHouse-Exception-Tag</c>, so that no data can imitate it (captured
/// from 26.7.2). Bytes before the block are handed on; then reading throws.
/// </summary>
sealed class LateErrorStream(Stream inner, string? tag, string queryId) : Stream
{
    const int BufferSize = 64 * 1024;
    static readonly byte[] Frame = "\r\n__exception__\r\n"u8.ToArray();

    readonly byte[] _marker = tag is null ? [] : [.. Frame, .. Encoding.ASCII.GetBytes(tag), .. "\r\n"u8];
    byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    int _start;
    int _safe;
    int _end;
    ClickHouseException? _error;

    /// <summary>True once the server's last byte was read and it was no error.</summary>
    public bool Completed { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="ClickHouseException">The query failed after its result had begun.</exception>
    /// <exception cref="StoreUnavailableException">The connection broke before the end of the result.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_buffer.Length == 0, this);
        while (_start == _safe && !Completed)
        {
            if (_error is not null)
                throw _error;
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
        var count = Math.Min(buffer.Length, _safe - _start);
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read the result asynchronously");
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            inner.Dispose();
        }
        base.Dispose(disposing);
    }

    async ValueTask FillAsync(CancellationToken ct)
    {
        // What is held back is at most a begun marker, far below the buffer's size.
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_end, _start, _safe) = (_end - _start, 0, 0);
        var count = await ReadInnerAsync(_buffer.AsMemory(_end), ct).ConfigureAwait(false);
        if (count == 0)
        {
            Completed = true;
            _safe = _end;
            return;
        }
        _end += count;
        await ScanAsync(ct).ConfigureAwait(false);
    }

    async ValueTask ScanAsync(CancellationToken ct)
    {
        if (_marker.Length == 0)
        {
            _safe = _end;
            return;
        }
        var at = _buffer.AsSpan(0, _end).IndexOf(_marker);
        if (at < 0)
        {
            _safe = _end - BegunMarker(_buffer.AsSpan(0, _end));
            return;
        }
        _safe = at;
        _error = await ReadErrorAsync(_buffer.AsMemory(at + _marker.Length, _end - at - _marker.Length), ct).ConfigureAwait(false);
        _end = _safe;
    }

    int BegunMarker(ReadOnlySpan<byte> data)
    {
        for (var length = Math.Min(_marker.Length - 1, data.Length); length > 0; length--)
            if (data[^length..].SequenceEqual(_marker.AsSpan(0, length)))
                return length;
        return 0;
    }

    async ValueTask<ClickHouseException> ReadErrorAsync(ReadOnlyMemory<byte> begun, CancellationToken ct)
    {
        var text = new byte[BufferSize];
        begun.CopyTo(text);
        var length = begun.Length;
        var end = Encoding.ASCII.GetBytes(" " + tag + "\r\n__exception__");
        try
        {
            while (text.AsSpan(0, length).IndexOf(end) < 0 && await ReadInnerAsync(text.AsMemory(length), ct).ConfigureAwait(false) is > 0 and var count)
                length += count;
        }
        catch (StoreUnavailableException)
        {
            // The server closes the connection behind the block without ending the body; what it said is what matters.
        }
        var message = text.AsSpan(0, length);
        var closing = message.LastIndexOf(end);
        if (closing >= 0 && message[..closing].LastIndexOf((byte)'\n') is >= 0 and var newline)
            message = message[..newline];
        return ErrorText.Parse(Encoding.UTF8.GetString(message), queryId);
    }

    async ValueTask<int> ReadInnerAsync(Memory<byte> target, CancellationToken ct)
    {
        try
        {
            return await inner.ReadAsync(target, ct).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            ct.ThrowIfCancellationRequested();
            throw new StoreUnavailableException($"the connection to the store broke inside the result of query {queryId}: {broken.Message}", broken);
        }
    }
}
