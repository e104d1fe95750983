// SIGINT and SIGTERM as requests: what runs long asks for them and cleans up behind itself.
#pragma once

namespace drawdown {

/// From here on SIGINT and SIGTERM ask to stop instead of ending the process; a second one of the
/// same kind ends it as ever.
void catch_stop_signals();
/// Raises Stopped if one of them came.
void stop_if_asked();

}  // namespace drawdown
