using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;

namespace Almagest.Server.Apis.Loki;

/// <summary>Who follows a query, and how it wants lines.</summary>
/// <param name="socket">The connection.</param>
/// <param name="isCategorized">Whether labels of the stream, structured metadata and parsed labels are told apart.</param>
/// <param name="isLegacy">Whether messages have the form of the API before Loki 1.0.</param>
sealed class TailClient(WebSocket socket, bool isCategorized, bool isLegacy)
{
    /// <summary>Whether labels of the stream, structured metadata and parsed labels are told apart.</summary>
    internal bool IsCategorized { get; } = isCategorized;

    /// <summary>Sends lines, and which ones the client was too slow for; nothing when there is neither.</summary>
    internal async Task SendAsync(List<LogStream> streams, IReadOnlyList<(long TimeNano, Labels Stream)> dropped, CancellationToken ct)
    {
        if (streams.Count == 0 && dropped.Count == 0)
            return;
        var message = LokiJson.Bytes(writer =>
        {
            if (isLegacy)
                LegacyJson.WriteTail(writer, streams, dropped);
            else
                Write(writer, streams, dropped);
        });
        await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, ct);
    }

    void Write(Utf8JsonWriter writer, List<LogStream> streams, IReadOnlyList<(long TimeNano, Labels Stream)> dropped)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("streams"u8);
        foreach (var stream in streams)
            ResultJson.WriteStream(writer, stream, IsCategorized);
        writer.WriteEndArray();
        if (dropped.Count > 0)
        {
            writer.WriteStartArray("dropped_entries"u8);
            foreach (var (timeNano, stream) in dropped)
            {
                writer.WriteStartObject();
                writer.WriteString("timestamp"u8, timeNano.ToString(CultureInfo.InvariantCulture));
                writer.WritePropertyName("labels"u8);
                LokiJson.WriteLabels(writer, stream);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (IsCategorized)
            LokiJson.WriteTexts(writer, "encodingFlags", ["categorize-labels"]);
        writer.WriteEndObject();
    }
}
