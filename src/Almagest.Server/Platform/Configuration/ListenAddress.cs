using System.Globalization;
using System.Net;
using Almagest.Model;

namespace Almagest.Server.Platform.Configuration;

/// <summary>A <c>host:port</c> to listen on.</summary>
/// <param name="Host">The address.</param>
/// <param name="Port">The port; 0 takes a free one.</param>
public sealed record ListenAddress(IPAddress Host, int Port)
{
    /// <summary>Reads <c>host:port</c>, where host is an IP address or <c>localhost</c>.</summary>
    /// <exception cref="UserErrorException">
    /// The text is not an address, or it is not a loopback address: those need accounts, which this version does not have.
    /// </exception>
    public static ListenAddress Parse(string option, string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon].Trim('[', ']');
        if (colon < 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
            throw Invalid(option, text, "expected host:port such as 127.0.0.1:4242");
        var address = host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(host, out var parsed) ? parsed : throw Invalid(option, text, "expected an IP address or localhost before the port");
        if (!IPAddress.IsLoopback(address))
            throw Invalid(option, text, "an address that others can reach needs accounts and keys, which this version does not have yet: "
                + "listen on 127.0.0.1 and put an authenticating proxy in front");
        return new ListenAddress(address, port);
    }

    static UserErrorException Invalid(string option, string text, string why) =>
        new(UserErrorKind.Invalid, "invalid_address", $"--{option} \"{text}\" is not possible: {why}");
}
