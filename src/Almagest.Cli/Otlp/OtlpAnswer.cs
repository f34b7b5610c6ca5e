namespace Almagest.Cli.Otlp;

/// <summary>What a receiver said to one request.</summary>
/// <param name="Accepted">Whether the request is stored; rejected items are then in <paramref name="Rejected"/>.</param>
/// <param name="Retry">Whether the same request may be sent again.</param>
/// <param name="After">How long the receiver asks to wait; null when it does not say.</param>
/// <param name="Rejected">Items refused by partial success.</param>
/// <param name="Message">The receiver's words, or the transport's.</param>
public sealed record OtlpAnswer(bool Accepted, bool Retry, TimeSpan? After, long Rejected, string Message)
{
    /// <summary>Reads partial_success of an Export*ServiceResponse: field 1 { 1: rejected, 2: message }.</summary>
    public static OtlpAnswer FromBody(ReadOnlySpan<byte> body)
    {
        if (body.Length < 2 || body[0] != 0x0a) return new(true, false, null, 0, "");
        var at = 1;
        var end = Math.Min(body.Length, (int)Varint(body, ref at) + at);
        long rejected = 0;
        var message = "";
        while (at < end)
        {
            var tag = body[at++];
            var value = (int)Varint(body, ref at);
            if (tag == 0x08) rejected = value;
            if (tag != 0x12) continue;
            message = System.Text.Encoding.UTF8.GetString(body.Slice(at, Math.Min(value, end - at)));
            at += value;
        }
        return new(true, false, null, rejected, message);
    }

    static ulong Varint(ReadOnlySpan<byte> body, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; at < body.Length && shift < 64; shift += 7)
        {
            var b = body[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) break;
        }
        return value;
    }
}
