using Almagest.Server.Ingest.Scrape.Configuration;

namespace Almagest.Tests.Ingest.Scrape;

public sealed class DiscoveryConfigTests
{
    [Theory]
    [InlineData("kubernetes_sd_configs: [{}]", "role missing (one of: pod, service, endpoints, endpointslice, node, ingress)")]
    [InlineData("kubernetes_sd_configs: [{role: vacuum}]", "unknown Kubernetes SD role \"vacuum\"")]
    [InlineData("kubernetes_sd_configs: [{role: pod, api_server: 'http://a', kubeconfig_file: b}]", "cannot use 'kubeconfig_file' and 'api_server' simultaneously")]
    [InlineData("kubernetes_sd_configs: [{role: pod, bearer_token: x}]", "to use custom HTTP client configuration please provide the 'api_server' URL explicitly")]
    [InlineData("kubernetes_sd_configs: [{role: pod, kubeconfig_file: b, bearer_token: x}]", "cannot use a custom HTTP client configuration together with 'kubeconfig_file'")]
    [InlineData("kubernetes_sd_configs: [{role: pod, api_server: 'http://a', namespaces: {own_namespace: true}}]", "cannot use 'api_server' and 'namespaces.own_namespace' simultaneously")]
    [InlineData("kubernetes_sd_configs: [{role: pod, selectors: [{role: service}]}]", "pod role supports only pod, node selectors")]
    [InlineData("kubernetes_sd_configs: [{role: endpoints, selectors: [{role: pod}, {role: pod}]}]", "duplicated selector role: pod")]
    [InlineData("docker_sd_configs: [{}]", "host missing")]
    [InlineData("docker_sd_configs: [{host: 'ftp://x'}]", "host \"ftp://x\" is not supported: expected unix, tcp, http or https")]
    [InlineData("consul_sd_configs: [{server: ' '}]", "consul SD configuration requires a server address")]
    [InlineData("consul_sd_configs: [{server: 'ftp://x'}]", "unknown protocol scheme: ftp")]
    [InlineData("consul_sd_configs: [{username: a, basic_auth: {username: b}}]", "at most one of consul SD configuration username and password and basic auth can be configured")]
    [InlineData("consul_sd_configs: [{token: a, authorization: {credentials: b}}]", "at most one of consul SD token, authorization, or oauth2 can be configured")]
    [InlineData("ec2_sd_configs: [{}]", "job \"j\": ec2_sd_configs is not supported; use http_sd_configs or file_sd_configs")]
    [InlineData("static_configs: [{targets: [a]}], tls_config: {ca: x, ca_file: y}", "at most one of ca and ca_file must be configured")]
    public void Wrong_discovery_is_refused_in_prometheus_words(string section, string message) =>
        Should.Throw<ConfigException>(() => PrometheusConfig.Parse($"scrape_configs: [{{job_name: j, {section}}}]", "")).Message.ShouldBe(message);

    [Theory]
    [InlineData("{}", "http://localhost:8500/")]
    [InlineData("{server: 'consul:1234', scheme: https}", "https://consul:1234/")]
    [InlineData("{server: 'https://consul/behind/', path_prefix: /gate}", "https://consul/behind/gate")]
    [InlineData("{server: 'http://consul', scheme: https}", "https://consul/")]
    [InlineData("{server: 'unix:///run/consul.sock'}", "unix:///run/consul.sock")]
    public void Server_of_consul_may_bring_scheme_and_path(string section, string address)
    {
        var config = PrometheusConfig.Parse($"scrape_configs: [{{job_name: j, consul_sd_configs: [{section}]}}]", "");
        config.Jobs.Single().Discovery.Single().ShouldBeOfType<ConsulDiscovery>().Server.AbsoluteUri.ShouldBe(address);
    }

    [Fact]
    public void Kubeconfig_gives_cluster_and_user_of_the_current_context()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """
                apiVersion: v1
                kind: Config
                current-context: two
                contexts:
                - {name: one, context: {cluster: c1, user: u1}}
                - {name: two, context: {cluster: c2, user: u2, namespace: n}}
                clusters:
                - {name: c1, cluster: {server: 'https://one'}}
                - {name: c2, cluster: {server: 'https://two:6443', certificate-authority-data: Q0E=, tls-server-name: kube}}
                users:
                - {name: u1, user: {exec: {command: aws}}}
                - {name: u2, user: {token: geheim, client-certificate: cert.pem, client-key-data: S0VZ}}
                """);
            var access = KubeConfig.Read(path);
            access.Server.ShouldBe(new Uri("https://two:6443"));
            (access.Http.AuthorizationType, access.Http.Credentials.Text, access.Http.Ca, access.Http.ServerName, access.Http.Key).ShouldBe(("Bearer", "geheim", "CA", "kube", "KEY"));
            access.Http.CertFile.ShouldBe(Path.Combine(Path.GetDirectoryName(path)!, "cert.pem"));
            File.WriteAllText(path, File.ReadAllText(path).Replace("current-context: two", "current-context: one", StringComparison.Ordinal));
            Should.Throw<ConfigException>(() => KubeConfig.Read(path)).Message.ShouldStartWith("\"exec\" of a kubeconfig user is not supported");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
