using System.Text;

namespace Almagest.Server.Platform.Wire;

/// <summary>The text in <c>grpc-message</c>: UTF-8 in which all but printable ASCII, and the percent sign, are percent-encoded.</summary>
static class GrpcMessage
{
    // Clients refuse lists of headers above 8 KiB by default; a message that quotes a value may be longer.
    const int MaxBytes = 2048;

    /// <summary>The header's value for <paramref name="message"/>, cut where it would be too long.</summary>
    internal static string Encode(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (var rune in message.EnumerateRunes())
        {
            if (text.Length > MaxBytes)
                return text.Append("...").ToString();
            if (rune.Value is >= 0x20 and <= 0x7E and not '%')
                text.Append((char)rune.Value);
            else
                text.Append(Uri.EscapeDataString(rune.ToString()));
        }

        return text.ToString();
    }
}
