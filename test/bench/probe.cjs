// Loaded into every server before its own code (--require): tells the benchmark what the process costs, on any platform.
const answers = {
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

process.on('message', (question) => process.send(answers[question]()))
// It keeps no server from ending, and no server outlives the benchmark.
process.channel.unref()
process.on('disconnect', () => process.exit())
