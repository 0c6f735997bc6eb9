// Loaded into every server before its own code (--require): reports its CPU time and memory to the benchmark.
const probes = {
  cpu() {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  },
  rss: () => process.memoryUsage.rss(),
  heap() {
    global.gc()
    return process.memoryUsage().heapUsed
  },
}

process.on('message', (question) => process.send(probes[question]()))
// The channel must not keep a server running, and no server may outlive the benchmark.
process.channel.unref()
process.on('disconnect', () => process.exit())
