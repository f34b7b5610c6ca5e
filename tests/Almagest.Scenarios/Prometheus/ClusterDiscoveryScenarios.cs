using System.Net;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Prometheus;

/// <summary>Kubernetes, Docker and Consul discovery against servers of the test that speak their APIs.</summary>
public sealed class ClusterDiscoveryScenarios(ScrapeFixture scrape) : IClassFixture<ScrapeFixture>
{
    const string Pods = "/api/v1/pods";
    const string Nodes = "/api/v1/nodes";
    const string Services = "/api/v1/services";
    const string Endpoints = "/api/v1/endpoints";
    const string Slices = "/apis/discovery.k8s.io/v1/endpointslices";
    const string Ingresses = "/apis/networking.k8s.io/v1/ingresses";

    const string Pod = """
        {"metadata":{"name":"web-1","namespace":"shop","uid":"u-1","labels":{"app":"web","tier/x":"front"},"annotations":{"prometheus.io/scrape":"true"},
          "ownerReferences":[{"kind":"ReplicaSet","name":"web","controller":true}]},
         "spec":{"nodeName":"n1","containers":[{"name":"app","image":"web:1","ports":[{"name":"http","containerPort":8080,"protocol":"TCP"},{"name":"extra","containerPort":9000,"protocol":"TCP"}]}],
          "initContainers":[{"name":"init","image":"busybox"}]},
         "status":{"podIP":"10.0.0.7","hostIP":"10.1.0.1","phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"app","containerID":"docker://abc"}]}}
        """;

    const string Service = """{"metadata":{"name":"web","namespace":"shop","labels":{"team":"a"}},"spec":{"type":"ClusterIP","clusterIP":"10.9.0.1","ports":[{"name":"http","port":80,"protocol":"TCP"}]}}""";

    const string Node = """
        {"metadata":{"name":"n1","labels":{"zone":"z1"}},"spec":{"providerID":"aws:///i-1"},
         "status":{"addresses":[{"type":"InternalIP","address":"10.1.0.1"},{"type":"Hostname","address":"n1"}],"daemonEndpoints":{"kubeletEndpoint":{"Port":10250}}}}
        """;

    PrometheusServer Server => scrape.Server;

    [Fact]
    public async Task Pods_are_listed_watched_and_relisted()
    {
        var cluster = new FakeCluster(scrape.Site, "tok-1", Pods, Nodes);
        cluster.Set(Pods, Pod);
        cluster.Set(Nodes, Node);
        var kubeconfig = Path.Combine(scrape.Folder.Path, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, $$$"""
            {current-context: c, contexts: [{name: c, context: {cluster: c, user: u} }], clusters: [{name: c, cluster: {server: '{{{scrape.Site.Address}}}' } }], users: [{name: u, user: {tokenFile: token} }] }
            """);
        var targets = await DiscoverAsync("pods", "{role: pod, kubeconfig_file: kubeconfig, attach_metadata: {node: true}, selectors: [{role: pod, label: 'app in (web)'}]}", 3);
        var labels = targets.Single(static t => t["__address__"]!.ToString() == "10.0.0.7:8080");
        labels.AsObject().Where(static l => l.Key.StartsWith("__meta_", StringComparison.Ordinal)).Select(static l => $"{l.Key["__meta_kubernetes_".Length..]}={l.Value}").ShouldBe(
        [
            "namespace=shop", "node_label_zone=z1", "node_labelpresent_zone=true", "node_name=n1", "pod_annotation_prometheus_io_scrape=true", "pod_annotationpresent_prometheus_io_scrape=true",
            "pod_container_id=docker://abc", "pod_container_image=web:1", "pod_container_init=false", "pod_container_name=app", "pod_container_port_name=http",
            "pod_container_port_number=8080", "pod_container_port_protocol=TCP", "pod_controller_kind=ReplicaSet", "pod_controller_name=web", "pod_host_ip=10.1.0.1", "pod_ip=10.0.0.7",
            "pod_label_app=web", "pod_label_tier_x=front", "pod_labelpresent_app=true", "pod_labelpresent_tier_x=true", "pod_name=web-1", "pod_node_name=n1", "pod_phase=Running",
            "pod_ready=true", "pod_uid=u-1",
        ], ignoreOrder: true);
        targets.ShouldContain(static t => t["__address__"]!.ToString() == "10.0.0.7" && t["__meta_kubernetes_pod_container_init"]!.ToString() == "true");
        scrape.Site.Requests.ShouldContain(static r => r.Path.StartsWith("/api/v1/pods?labelSelector=app%20in%20%28web%29&limit=500", StringComparison.Ordinal));

        cluster.Set(Pods, Pod.Replace("web-1", "web-2", StringComparison.Ordinal).Replace("10.0.0.7", "10.0.0.8", StringComparison.Ordinal));
        await DiscoverAsync("pods", null, 6);
        cluster.Set(Pods, Pod, deleted: true);
        await DiscoverAsync("pods", null, 3);
        var asked = Lists();
        cluster.Expire(Pods);
        await Wait.UntilAsync(() => Lists() > asked);
        cluster.Set(Pods, Pod);
        await DiscoverAsync("pods", null, 6);
    }

    [Fact]
    public async Task Roles_of_services_tell_the_labels_prometheus_documents()
    {
        var cluster = new FakeCluster(scrape.Site, "tok-1", Pods, Nodes, Services, Endpoints, Slices, Ingresses);
        cluster.Set(Pods, Pod);
        cluster.Set(Nodes, Node);
        cluster.Set(Services, Service);
        const string Reference = "\"targetRef\":{\"kind\":\"Pod\",\"namespace\":\"shop\",\"name\":\"web-1\"},\"nodeName\":\"n1\"";
        cluster.Set(Endpoints, $$"""{"metadata":{"name":"web","namespace":"shop"},"subsets":[{"addresses":[{"ip":"10.0.0.7",{{Reference}} }],"notReadyAddresses":[{"ip":"10.0.0.9"}],"ports":[{"name":"http","port":8080,"protocol":"TCP"}]}] }""");
        cluster.Set(Slices, $$"""{"metadata":{"name":"web-x","namespace":"shop","labels":{"kubernetes.io/service-name":"web"} },"addressType":"IPv4","ports":[{"name":"http","port":8080,"protocol":"TCP"}],"endpoints":[{"addresses":["10.0.0.7"],"conditions":{"ready":true},"zone":"z1",{{Reference}} }]}""");
        cluster.Set(Ingresses, """{"metadata":{"name":"i","namespace":"shop"},"spec":{"ingressClassName":"nginx","tls":[{"hosts":["*.shop.de"]}],"rules":[{"host":"a.shop.de","http":{"paths":[{"path":"/x"}]}}]}}""");
        string Config(string role) => $"{{role: {role}, api_server: '{scrape.Site.Address}', authorization: {{credentials_file: token}}}}";

        var node = (await DiscoverAsync("node", Config("node"), 1)).Single();
        (node["__address__"]!.ToString(), node["instance"]!.ToString(), node["__meta_kubernetes_node_address_Hostname"]!.ToString()).ShouldBe(("10.1.0.1:10250", "n1", "n1"));
        var service = (await DiscoverAsync("service", Config("service"), 1)).Single();
        (service["__address__"]!.ToString(), service["__meta_kubernetes_service_cluster_ip"]!.ToString(), service["__meta_kubernetes_service_label_team"]!.ToString()).ShouldBe(("web.shop.svc:80", "10.9.0.1", "a"));
        var endpoints = await DiscoverAsync("endpoints", Config("endpoints"), 3);
        endpoints.Select(static t => $"{t["__address__"]} {t["__meta_kubernetes_endpoint_ready"]} {t["__meta_kubernetes_pod_name"]} {t["__meta_kubernetes_pod_container_port_name"]} {t["__meta_kubernetes_service_name"]}")
            .ShouldBe(["10.0.0.7:8080 true web-1 http web", "10.0.0.9:8080 false   web", "10.0.0.7:9000  web-1 extra web"], ignoreOrder: true);
        var slices = await DiscoverAsync("endpointslice", Config("endpointslice"), 2);
        slices.Select(static t => $"{t["__address__"]} {t["__meta_kubernetes_endpointslice_endpoint_conditions_ready"]} {t["__meta_kubernetes_endpointslice_endpoint_zone"]} {t["__meta_kubernetes_service_name"]} {t["__meta_kubernetes_pod_container_port_name"]}")
            .ShouldBe(["10.0.0.7:8080 true z1 web http", "10.0.0.7:9000   web extra"], ignoreOrder: true);
        var ingress = (await DiscoverAsync("ingress", Config("ingress"), 1)).Single();
        $"{ingress["__address__"]} {ingress["__meta_kubernetes_ingress_scheme"]} {ingress["__meta_kubernetes_ingress_path"]} {ingress["__meta_kubernetes_ingress_class_name"]}".ShouldBe("a.shop.de https /x nginx");
    }

    [Fact]
    public async Task Containers_of_docker_are_found()
    {
        scrape.Site.Serve("/networks", "application/json", """[{"Id":"net1","Name":"bridge","Scope":"local","Internal":false,"Ingress":false,"Labels":{"a.b":"c"}}]""");
        scrape.Site.Serve("/containers/json", "application/json", """
            [{"Id":"c1","Names":["/web"],"Labels":{"com.docker.compose.service":"web"},"HostConfig":{"NetworkMode":"bridge"},
              "NetworkSettings":{"Networks":{"bridge":{"NetworkID":"net1","IPAddress":"172.17.0.2"}}},"Ports":[{"PrivatePort":80,"PublicPort":8080,"IP":"0.0.0.0","Type":"tcp"},{"PrivatePort":53,"Type":"udp"}]},
             {"Id":"c2","Names":["/side"],"Labels":{},"HostConfig":{"NetworkMode":"container:c1"},"NetworkSettings":{"Networks":{}},"Ports":[]},
             {"Id":"c3","Names":["/host"],"HostConfig":{"NetworkMode":"host"},"NetworkSettings":{"Networks":{"host":{"NetworkID":"h","IPAddress":""}}},"Ports":[]}]
            """);
        var targets = await DiscoverAsync("docker", $"{{host: 'tcp://{scrape.Site.HostPort}', refresh_interval: 500ms, filters: [{{name: status, values: [running]}}]}}", 3, "docker");
        var web = targets.Single(static t => t["__meta_docker_container_name"]!.ToString() == "/web").AsObject();
        web.Where(static l => l.Key.StartsWith("__meta_", StringComparison.Ordinal)).Select(static l => $"{l.Key["__meta_docker_".Length..]}={l.Value}").ShouldBe(
        [
            "container_id=c1", "container_name=/web", "container_network_mode=bridge", "container_label_com_docker_compose_service=web", "network_id=net1", "network_name=bridge",
            "network_scope=local", "network_internal=false", "network_ingress=false", "network_label_a_b=c", "network_ip=172.17.0.2", "port_private=80", "port_public=8080", "port_public_ip=0.0.0.0",
        ], ignoreOrder: true);
        targets.Select(static t => t["__address__"]!.ToString()).ShouldBe(["172.17.0.2:80", "172.17.0.2:80", "localhost"], ignoreOrder: true);
        scrape.Site.Requests.ShouldContain(static r => r.Path == "/containers/json?filters=%7B%22status%22%3A%7B%22running%22%3Atrue%7D%7D");
    }

    [Fact]
    public async Task Services_of_consul_are_watched()
    {
        string Instance(string id, string address, string status) => $$"""
            {"Node":{"Node":"n1","Address":"10.2.0.1","Datacenter":"dc-7","TaggedAddresses":{"wan":"80.1.2.3"},"Meta":{"rack":"r1","os-name":"linux"} },
             "Service":{"ID":"{{id}}","Service":"web","Tags":["prod","v2"],"Address":"{{address}}","Port":8080,"Meta":{"team.x":"a"},"Partition":"p"},
             "Checks":[{"CheckID":"serfHealth","Status":"passing"},{"CheckID":"service:web","Status":"{{status}}"}]}
            """;
        var consul = new FakeConsul(scrape.Site, "/gate", "consul-token");
        consul.Set("web", ["prod", "v2"], Instance("web-1", "10.2.0.9", "warning"), Instance("web-2", "", "passing"));
        consul.Set("web-test", ["test"], Instance("no", "10.2.0.8", "passing"));
        var targets = await DiscoverAsync("consul", $$"""
            {server: '{{scrape.Site.HostPort}}', path_prefix: /gate, token: consul-token, tags: [prod], node_meta: {rack: r1}, filter: 'NodeMeta.rack == "r1"', health_filter: 'Service.Port > 0', tag_separator: '|', refresh_interval: 50ms}
            """, 2, "consul");
        targets.Select(static t => $"{t["__address__"]} {t["__meta_consul_health"]}").ShouldBe(["10.2.0.9:8080 warning", "10.2.0.1:8080 passing"], ignoreOrder: true);
        targets[0].AsObject().Where(static l => l.Key.StartsWith("__meta_", StringComparison.Ordinal)).Select(static l => $"{l.Key["__meta_consul_".Length..]}={l.Value}").ShouldBe(
        [
            "service=web", "dc=dc-7", "address=10.2.0.1", "node=n1", "partition=p", "tags=|prod|v2|", "service_address=10.2.0.9", "service_port=8080", "service_id=web-1", "health=warning",
            "metadata_rack=r1", "metadata_os_name=linux", "service_metadata_team_x=a", "tagged_address_wan=80.1.2.3",
        ], ignoreOrder: true);
        var asked = scrape.Site.Requests.Select(static r => r.Path).Where(static p => p.StartsWith("/gate/v1/", StringComparison.Ordinal)).ToList();
        asked.ShouldContain("/gate/v1/catalog/services?filter=NodeMeta.rack%20%3D%3D%20%22r1%22&node-meta=rack%3Ar1&stale=&wait=120000ms");
        asked.ShouldContain("/gate/v1/health/service/web?filter=Service.Port%20%3E%200&node-meta=rack%3Ar1&stale=&tag=prod&wait=120000ms");
        asked.ShouldNotContain(static p => p.StartsWith("/gate/v1/health/service/web-test", StringComparison.Ordinal));

        consul.Set("web", ["prod", "v2"], Instance("web-1", "10.2.0.9", "critical"));
        (await DiscoverAsync("consul", null, 1)).Single()["__meta_consul_health"]!.ToString().ShouldBe("critical");
        consul.Set("api", ["prod"], Instance("api-1", "10.2.0.5", "passing"), Instance("api-2", "10.2.0.6", "passing"));
        await DiscoverAsync("consul", null, 3);
        consul.Remove("web");
        (await DiscoverAsync("consul", null, 2)).ShouldAllBe(static t => t["__meta_consul_service"]!.ToString() == "api");
        scrape.Site.Requests.ShouldContain(static r => r.Path.StartsWith("/gate/v1/catalog/services", StringComparison.Ordinal) && r.Path.Contains("&index=", StringComparison.Ordinal));
    }

    int Lists() => scrape.Site.Requests.Count(static r => r.Path.StartsWith("/api/v1/pods?labelSelector", StringComparison.Ordinal) && r.Path.Contains("limit=", StringComparison.Ordinal));

    /// <summary>Labels before relabelling of the targets of a job, once there are as many as expected. All are dropped: nothing answers there.</summary>
    async Task<List<JsonNode>> DiscoverAsync(string job, string? config, int count, string kind = "kubernetes")
    {
        if (config is not null)
            (await scrape.ReloadAsync($"scrape_configs: [{{job_name: {job}, {kind}_sd_configs: [{config}], relabel_configs: [{{action: drop, source_labels: [job], regex: '.*'}}]}}]")).Status.ShouldBe(HttpStatusCode.OK);
        List<JsonNode> found = [];
        await Wait.UntilAsync(async () =>
        {
            found = [.. (await Server.AskAsync("targets?state=dropped"))["droppedTargets"]!.AsArray().Where(t => t!["scrapePool"]!.ToString() == job).Select(static t => t!["discoveredLabels"]!)];
            return found.Count == count;
        });
        return found;
    }
}
