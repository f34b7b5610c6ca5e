using System.Buffers;
using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Logs.Network;
using Almagest.Server.Ingest.Syslog;

namespace Almagest.Tests.Ingest.Syslog;

public sealed class SyslogFramesTests
{
    [Theory]
    [InlineData("<1>a\n<2>b\r\n<3>c", false, "<1>a|<2>b\r", "<3>c")]
    [InlineData("<1>a\n<3>c", true, "<1>a|<3>c", "")]
    [InlineData("4 <1>a5 <2>bc", false, "<1>a|<2>bc", "")]
    [InlineData("4 <1>a6 <2>bc", false, "<1>a", "6 <2>bc")]
    [InlineData("5 <1>\na<2>b\n", false, "<1>\na|<2>b", "")]
    [InlineData("<1>a\0<2>b\0", false, "<1>a|<2>b", "")]
    [InlineData("12", false, "", "12")]
    [InlineData("", true, "", "")]
    public void Messages_are_cut(string input, bool ended, string messages, string rest)
    {
        var left = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(input));
        using var gathered = new ByteBuffer();
        SyslogFrames.Take(ref left, gathered, 100, ended);
        var found = new List<string>();
        var span = gathered.Span;
        while (Gathered.TryNext(ref span, out var message))
            found.Add(Encoding.UTF8.GetString(message));
        string.Join('|', found).ShouldBe(messages);
        Encoding.UTF8.GetString(left.ToArray()).ShouldBe(rest);
    }

    [Theory]
    [InlineData("101 x")]
    [InlineData("9999999999999999999999 x")]
    [InlineData("1234<13>x")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public void Too_long_and_broken_messages_end_the_connection(string input)
    {
        var left = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(input));
        using var gathered = new ByteBuffer();
        Should.Throw<InvalidDataException>(() => SyslogFrames.Take(ref left, gathered, 100, false));
    }
}
