namespace Almagest.LogBench.Corpus;

/// <summary>
/// The fleet. The forms of lines follow public samples (https://github.com/logpai/loghub: Hadoop, Spark, HDFS, ZooKeeper, OpenSSH, OpenStack), the
/// combined access log of Apache, logfmt as Go services write it, and JSON logs of services.
/// </summary>
static class CorpusServices
{
    internal static IReadOnlyList<CorpusService> All { get; } =
    [
        new("gateway", "edge", 12, 220,
            [
                "<ip> - - [<access>] \"<method> <path> HTTP/1.1\" <status> <z:90000> \"-\" \"<agent>\"",
                "<ip> - <user> [<access>] \"<method> <path>?page=<z:200> HTTP/2.0\" <status> <z:200000> \"https://shop.example.com<path>\" \"<agent>\"",
            ],
            ["<ip> - - [<access>] \"<method> <path> HTTP/1.1\" 502 157 \"-\" \"<agent>\"", "<ip> - - [<access>] \"<method> <path> HTTP/1.1\" 504 167 \"-\" \"<agent>\""]),
        new("auth", "shop", 6, 150, Json("INFO", "user logged in", "token refreshed", "session validated", "password changed", "api key used"),
            [.. Json("ERROR", "login failed: invalid credentials", "token signature is invalid", "user store is unreachable: connection refused"), .. Json("WARN", "too many attempts, account locked")]),
        new("checkout", "shop", 8, 130, Json("INFO", "order placed", "cart validated", "shipping quoted", "coupon applied", "stock reserved"),
            [.. Json("ERROR", "payment declined by provider", "timeout calling inventory after 3000 ms", "failed to reserve stock: deadlock detected"), .. Json("WARN", "retrying payment")]),
        new("payment", "shop", 4, 60, Json("INFO", "payment authorized", "payment captured", "webhook delivered"), Json("ERROR", "card processor unavailable", "idempotency key reused")) { HasMetadata = true },
        new("catalog", "shop", 6, 110,
            [
                "ts=<iso> level=info caller=http.go:88 msg=\"request completed\" method=<method> path=<path> status=<status> duration=<took>ms bytes=<z:60000> traceID=<trace>",
                "ts=<iso> level=debug caller=cache.go:41 msg=\"cache hit\" key=product:<z:50000> ttl=<n:300>s",
                "ts=<iso> level=debug caller=cache.go:57 msg=\"cache miss\" key=product:<z:50000>",
                "ts=<iso> level=info caller=db.go:130 msg=\"query finished\" table=products rows=<z:500> duration=<took>ms",
                "ts=<iso> level=info caller=reload.go:22 msg=\"configuration reloaded\" checksum=<hex:16>",
            ],
            [
                "ts=<iso> level=error caller=db.go:144 msg=\"query failed\" table=products err=\"pq: canceling statement due to statement timeout\" duration=30000ms traceID=<trace>",
                "ts=<iso> level=warn caller=pool.go:77 msg=\"connection pool exhausted\" waiting=<z:300> max=50",
                "ts=<iso> level=error caller=http.go:93 msg=\"request failed\" method=<method> path=<path> status=500 err=\"upstream connect error: connection reset by peer\" traceID=<trace>",
            ]),
        new("search", "shop", 4, 60,
            [
                "ts=<iso> level=info caller=query.go:201 msg=\"search done\" terms=<z:8> hits=<z:20000> took=<took>ms user=<user> tenant=<tenant>",
                "ts=<iso> level=info caller=index.go:64 msg=\"segment merged\" docs=<z:90000> size=<z:900000> took=<took>ms",
            ],
            ["ts=<iso> level=error caller=query.go:233 msg=\"shard failed\" shard=<n:12> err=\"context deadline exceeded\"", "ts=<iso> level=warn caller=gc.go:18 msg=\"heap above target\" mb=<z:8000>"]),
        new("yarn-app", "batch", 10, 70,
            [
                "<java> INFO [AsyncDispatcher event handler] org.apache.hadoop.mapreduce.v2.app.job.impl.TaskAttemptImpl: attempt_<job>_m_<attempt>_0 TaskAttempt Transitioned from RUNNING to SUCCESS_CONTAINER_CLEANUP",
                "<java> INFO [IPC Server handler <n:30> on 62270] org.apache.hadoop.mapred.TaskAttemptListenerImpl: Progress of TaskAttempt attempt_<job>_m_<attempt>_0 is : 0.<n:9999>",
                "<java> INFO [RMCommunicator Allocator] org.apache.hadoop.mapreduce.v2.app.rm.RMContainerAllocator: Recalculating schedule, headroom=memory:0, vCores:-<n:40>",
                "<java> INFO [ContainerLauncher #<n:10>] org.apache.hadoop.mapreduce.v2.app.launcher.ContainerLauncherImpl: Processing the event EventType: CONTAINER_REMOTE_LAUNCH for container container_<job>_01_<attempt> taskAttempt attempt_<job>_m_<attempt>_0",
            ],
            [
                "<java> WARN [LeaseRenewer:hadoop@node-<n:40>:9000] org.apache.hadoop.ipc.Client: Address change detected. Old: node-<n:40>/<node>:9000 New: node-<n:40>:9000",
                "<java> ERROR [RMCommunicator Allocator] org.apache.hadoop.mapreduce.v2.app.rm.RMContainerAllocator: ERROR IN CONTACTING RM.",
                "<java> FATAL [IPC Server handler <n:30> on 62270] org.apache.hadoop.mapred.TaskAttemptListenerImpl: Task: attempt_<job>_m_<attempt>_0 - exited : java.lang.OutOfMemoryError: Java heap space",
            ]),
        new("spark", "batch", 6, 60,
            [
                "<spark> INFO executor.Executor: Finished task <n:200>.0 in stage <z:90>.0 (TID <z:90000>). <n:3000> bytes result sent to driver",
                "<spark> INFO storage.MemoryStore: Block rdd_<n:60>_<n:40> stored as bytes in memory (estimated size <n:900>.<n:9> KB, free <n:500>.<n:9> KB)",
                "<spark> INFO executor.Executor: Running task <n:200>.0 in stage <z:90>.0 (TID <z:90000>)",
                "<spark> INFO python.PythonRunner: Times: total = <n:90>, boot = <n:30>, init = <n:30>, finish = <n:9>",
                "<spark> INFO storage.BlockManager: Found block rdd_<n:60>_<n:40> locally",
            ],
            ["<spark> WARN scheduler.TaskSetManager: Lost task <n:200>.0 in stage <z:90>.0 (TID <z:90000>, node-<n:40>): ExecutorLostFailure", "<spark> ERROR util.SparkUncaughtExceptionHandler: Uncaught exception in thread Thread[Executor task launch worker-<n:40>,5,main]"]),
        new("hdfs", "batch", 10, 60,
            [
                "<spark> INFO dfs.FSNamesystem: BLOCK* NameSystem.addStoredBlock: blockMap updated: <node>:50010 is added to <block> size 67108864",
                "<spark> INFO dfs.DataNode$DataXceiver: Receiving block <block> src: /<node>:<n:60000> dest: /<node>:50010",
                "<spark> INFO dfs.DataNode$PacketResponder: PacketResponder <n:3> for block <block> terminating",
                "<spark> INFO dfs.DataBlockScanner: Verification succeeded for <block>",
            ],
            ["<spark> WARN dfs.DataNode$DataXceiver: <node>:50010:Got exception while serving <block> to /<node>:", "<spark> ERROR dfs.DataNode: checksum mismatch in replica of <block>"]),
        new("zookeeper", "infra", 3, 25,
            [
                "<java> - INFO  [NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCnxnFactory@197] - Accepted socket connection from /<node>:<n:60000>",
                "<java> - INFO  [NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCnxn@1001] - Closed socket connection for client /<node>:<n:60000> which had sessionid 0x<hex:14>",
            ],
            ["<java> - WARN  [RecvWorker:188978561024:QuorumCnxManager$RecvWorker@762] - Connection broken for id 188978561024, my id = <n:3>, error ="]),
        new("sshd", "infra", 8, 40,
            [
                "<syslog> bastion sshd[<pid>]: Failed password for <name> from <ip> port <n:65000> ssh2",
                "<syslog> bastion sshd[<pid>]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=<ip>  user=<name>",
                "<syslog> bastion sshd[<pid>]: Received disconnect from <ip>: 11: Bye Bye [preauth]",
                "<syslog> bastion sshd[<pid>]: Invalid user <name> from <ip>",
                "<syslog> bastion sshd[<pid>]: Accepted publickey for deploy from <node> port <n:65000> ssh2: RSA SHA256:<hex:16>",
            ],
            ["<syslog> bastion sshd[<pid>]: error: Received disconnect from <ip>: 3: com.jcraft.jsch.JSchException: Auth fail [preauth]"]),
        new("nova", "infra", 5, 40,
            [
                "<java> <pid> INFO nova.osapi_compute.wsgi.server [req-<uuid> <hex:16> <hex:16> - - -] <node> \"GET /v2/servers/detail HTTP/1.1\" status: <status> len: <z:9000> time: <seconds>",
                "<java> <pid> INFO nova.virt.libvirt.imagecache [req-<uuid> - - - - -] image at (/var/lib/nova/instances/_base/base) checking",
            ],
            ["<java> <pid> ERROR nova.compute.manager [req-<uuid> <hex:16> <hex:16> - - -] [instance: <uuid>] Instance failed to spawn: VirtualInterfaceCreateException"]),
    ];

    // Fields of service logs: who, what, how long, and a context of its own.
    static string[] Json(string level, params string[] messages) => [.. messages.Select(message =>
        "{\"timestamp\":\"<iso>\",\"level\":\"" + level + "\",\"service\":\"<service>\",\"trace_id\":\"<trace>\",\"span_id\":\"<span>\",\"tenant_id\":\"<tenant>\",\"user_id\":\"<user>\","
        + "\"endpoint\":\"<path>\",\"method\":\"<method>\",\"status_code\":" + (level == "INFO" ? "200" : "500") + ",\"latency_ms\":<took>,\"message\":\"" + message + "\","
        + "\"context\":{\"user_agent\":\"<agent>\",\"ip_address\":\"<ip>\",\"api_key_id\":\"<key>\"}}")];
}
