namespace Almagest.ClickHouse.Engine.Host;

/// <summary>What the engine may still open once it is confined: its folder, and what it reads about the machine.</summary>
static class ConfinedPaths
{
    // Data and logs by themselves, because either may be a link to another disk.
    public static string[] Writable(EngineFolder folder) =>
        [folder.Root, folder.Data, folder.Logs, "/dev/null", "/dev/tty"];

    // Of /proc only the machine's counters and the engine's own part: other processes' environments may hold secrets. Of /etc only
    // what name resolution, TLS and time zones need.
    public static string[] Readable(string libraryPath) =>
    [
        libraryPath,
        "/dev/random", "/dev/urandom", "/dev/zero",
        "/proc/self", "/proc/cpuinfo", "/proc/diskstats", "/proc/loadavg", "/proc/meminfo", "/proc/pressure", "/proc/stat",
        "/proc/sys", "/proc/uptime", "/proc/version", "/proc/vmstat",
        "/sys",
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/usr/share/ca-certificates",
        "/etc/ca-certificates", "/etc/gai.conf", "/etc/host.conf", "/etc/hosts", "/etc/ld.so.cache", "/etc/localtime",
        "/etc/nsswitch.conf", "/etc/pki/ca-trust", "/etc/resolv.conf", "/etc/services", "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/timezone",
    ];
}
