using Almagest.Server.Ingest.Scrape.Configuration;

namespace Almagest.Tests.Ingest.Scrape;

public sealed class ConfigTextTests
{
    [Fact]
    public void Secrets_are_hidden_wherever_they_stand()
    {
        var text = ConfigText.WithoutSecrets("""
            global: {scrape_interval: 5s}
            scrape_configs:
            - job_name: a
              basic_auth: {username: u, password: geheim}
              http_headers: {X-Key: {secrets: [geheim, auch]}}
            remote_write:
            - url: http://user:geheim@h/write
              authorization: {credentials: geheim}
            """);
        text.ShouldNotContain("geheim");
        text.ShouldContain("password: <secret>");
        text.ShouldContain("http://user:xxxxx@h/write");
        text.ShouldContain("username: u");
    }

    [Fact]
    public void Nothing_configured_is_nothing_shown() => ConfigText.WithoutSecrets("").ShouldBe("");
}
