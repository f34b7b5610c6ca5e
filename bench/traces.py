"""Sends the real spans of Nezha's TrainTicket (CSV files) to a server as Zipkin JSON, each copy with ids of its own and a shifted time.

usage: traces.py URL FOLDER COPIES
"""
import csv, glob, http.client, json, os, random, sys, threading, time, urllib.parse

url, folder, copies = urllib.parse.urlparse(sys.argv[1]), sys.argv[2], int(sys.argv[3])
BATCH, SENDERS = 5000, 2


def rows():
    for path in sorted(glob.glob(os.path.join(folder, "**", "*_trace.csv"), recursive=True)):
        with open(path, newline="") as file:
            yield from csv.DictReader(file)


base = list(rows())
newest = max(int(r["StartTimeUnixNano"]) for r in base) // 1000
now = int(time.time() * 1e6)


def spans(copy):
    mask, short = random.getrandbits(128), random.getrandbits(64)
    shift = now - newest - copy * 60_000_000
    for r in base:
        start = int(r["StartTimeUnixNano"]) // 1000
        pod = r["PodName"]
        service = pod.rsplit("-", 2)[0]
        span = {"traceId": f"{int(r['TraceID'], 16) ^ mask:032x}", "id": f"{int(r['SpanID'], 16) ^ short:016x}", "name": r["OperationName"],
                "timestamp": start + shift, "duration": int(r["EndTimeUnixNano"]) // 1000 - start,
                "localEndpoint": {"serviceName": service}, "tags": {"k8s.pod.name": pod, "http.status_code": "500" if random.random() < .01 else "200"}}
        if r["OperationName"].startswith(("HTTP", "GET", "POST")):
            span["kind"] = "CLIENT"
        elif r["OperationName"].startswith("/"):
            span["kind"] = "SERVER"
        if r["ParentID"] != "root":
            span["parentId"] = f"{int(r['ParentID'], 16) ^ short:016x}"
        yield span


def batches():
    batch = []
    for copy in range(copies):
        for span in spans(copy):
            batch.append(span)
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


lock, source, sent = threading.Lock(), batches(), [0]


def send():
    connection = http.client.HTTPConnection(url.hostname, url.port)
    while True:
        with lock:
            batch = next(source, None)
        if batch is None:
            return
        connection.request("POST", "/api/v2/spans", json.dumps(batch), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
        if response.status != 202:
            raise SystemExit(f"status {response.status}: {answer[:200]}")
        with lock:
            sent[0] += len(batch)


begin = time.time()
threads = [threading.Thread(target=send) for _ in range(SENDERS)]
[t.start() for t in threads]
[t.join() for t in threads]
print(f"{sent[0]} spans in {time.time() - begin:.1f} s")
