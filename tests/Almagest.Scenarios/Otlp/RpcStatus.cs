using System.Text;
using System.Text.Json.Nodes;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Scenarios.Otlp;

/// <summary>Reads what OTLP answers with: a number and a text, of google.rpc.Status or of a partial success.</summary>
sealed record RpcStatus(long Number, string Text)
{
    internal static RpcStatus OfProtobuf(ReadOnlySpan<byte> message)
    {
        var (number, text) = (0L, "");
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                number = (long)reader.UInt64();
            else if (reader.Field == 2)
                text = Encoding.UTF8.GetString(reader.Bytes());
            else
                reader.Skip();
        }

        return new(number, text);
    }

    internal static RpcStatus OfJson(string json)
    {
        var node = JsonNode.Parse(json)!;
        return new((long)node["code"]!, (string)node["message"]!);
    }

    /// <summary>The partial success of an Export…ServiceResponse.</summary>
    internal static RpcStatus Partial(ReadOnlySpan<byte> response)
    {
        var reader = new ProtoReader(response);
        reader.Next().ShouldBeTrue("the answer holds no partial success");
        return OfProtobuf(reader.Bytes());
    }
}
