using Almagest.Server.Apis.Prometheus.Federation;

namespace Almagest.Tests.Server.Apis.Prometheus;

public sealed class FederationFormatTests
{
    [Theory]
    [InlineData("", false, false)]
    [InlineData("*/*", false, false)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", false, true)]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;escaping=allow-utf-8;q=0.6,text/plain;q=0.5", true, true)]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.2,text/plain;version=0.0.4;q=0.3", false, false)]
    [InlineData("nonsense; =", false, false)]
    public void Accept_header_is_negotiated_as_prometheus_does(string accept, bool protobuf, bool utf8) =>
        FederationFormat.Negotiate(accept).ShouldBe(new FederationFormat(protobuf, utf8));

    [Theory]
    [InlineData("http.status", "http_status")]
    [InlineData("1st", "_st")]
    [InlineData("größe", "gr__e")]
    [InlineData("plain:x_1", "plain:x_1")]
    public void Names_are_escaped_where_the_asker_knows_no_utf8(string name, string escaped) => new FederationFormat(false, false).Name(name).ShouldBe(escaped);
}
