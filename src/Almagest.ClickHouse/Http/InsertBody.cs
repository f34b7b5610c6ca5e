using System.Net;

namespace Almagest.ClickHouse.Http;

/// <summary>The bytes of an insert. Sent from where they lie; may be asked for more than once when an insert is repeated.</summary>
public abstract class InsertBody
{
    private protected InsertBody() { }

    /// <summary>Bytes in memory, which must not change until the insert has ended.</summary>
    public static InsertBody Of(ReadOnlyMemory<byte> bytes) => new Bytes([bytes]);

    /// <summary>Bytes in several pieces, which must not change until the insert has ended.</summary>
    public static InsertBody Of(IReadOnlyList<ReadOnlyMemory<byte>> pieces) => new Bytes(pieces);

    /// <summary>
    /// Bytes written by a delegate straight to the connection: each write becomes a chunk of its own, so write at least some
    /// 10 KB at a time. The delegate must be able to write the same bytes again when the insert has a deduplication token.
    /// </summary>
    public static InsertBody Of(Func<Stream, CancellationToken, ValueTask> write) => new Written(write);

    private protected abstract long? Length { get; }

    private protected abstract ValueTask WriteAsync(Stream target, CancellationToken ct);

    internal HttpContent ToContent() => new Content(this);

    sealed class Bytes(IReadOnlyList<ReadOnlyMemory<byte>> pieces) : InsertBody
    {
        private protected override long? Length => pieces.Sum(static p => (long)p.Length);

        private protected override async ValueTask WriteAsync(Stream target, CancellationToken ct)
        {
            foreach (var piece in pieces)
                await target.WriteAsync(piece, ct).ConfigureAwait(false);
        }
    }

    sealed class Written(Func<Stream, CancellationToken, ValueTask> write) : InsertBody
    {
        private protected override long? Length => null;

        private protected override ValueTask WriteAsync(Stream target, CancellationToken ct) => write(target, ct);
    }

    sealed class Content(InsertBody body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            body.WriteAsync(stream, CancellationToken.None).AsTask();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            body.WriteAsync(stream, cancellationToken).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length ?? 0;
            return body.Length is not null;
        }
    }
}
