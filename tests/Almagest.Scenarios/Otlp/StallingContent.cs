using System.Net;

namespace Almagest.Scenarios.Otlp;

/// <summary>A body that begins and does not go on until the receiver has given up.</summary>
sealed class StallingContent(byte[] beginning) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(beginning);
        await stream.FlushAsync();
        await new TaskCompletionSource().Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
