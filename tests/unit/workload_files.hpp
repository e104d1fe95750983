// Files that a test of the workload layer writes and reads.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>
#include <zlib.h>

#include "sim/base/errors.hpp"
#include "sim/base/names.hpp"
#include "sim/workload/job.hpp"

namespace drawdown {

/// A file with this content, gone with the object.
class TextFile {
 public:
  explicit TextFile(std::string_view content) {
    static int files = 0;
    path_ = (std::filesystem::temp_directory_path() /
             fmt::format("drawdown_test_{}_{}", getpid(), ++files))
                .string();
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TextFile() { std::filesystem::remove(path_); }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// One gzip member that holds `text`.
inline std::string gzip(std::string_view text) {
  std::string out(compressBound(static_cast<uLong>(text.size())) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

/// The text of the InputError that `action` raises; empty if it raises none.
template <class Action>
std::string input_error_of(Action action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

inline std::vector<Job> all_jobs(JobSource& source) {
  static Names names;  // the jobs outlive their source
  std::vector<Job> jobs;
  for (Job job; source.next(job);) {
    for (std::string_view* text : {&job.tenant, &job.job_class, &job.pool, &job.refusal}) {
      *text = names.keep(*text);
    }
    jobs.push_back(job);
  }
  return jobs;
}

}  // namespace drawdown
