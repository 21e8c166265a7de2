#include "gui/panels/scenario_panel.hpp"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "gui/chart/data/words.hpp"
#include "gui/session/scenario_text.hpp"

namespace repetend::gui {
namespace {

// Globs ("B*") that name every backward block of all placements and no other; names where no glob does.
std::vector<std::string> backward_globs(const Scenario& scenario) {
  std::set<std::string> backward, others;
  for (const auto& problem : scenario.placements())
    for (const Block& block : problem->blocks)
      (is_backward(block.kind) ? backward : others).insert(block.name);
  std::set<char> ambiguous;
  for (const std::string& name : others) ambiguous.insert(name.front());
  std::set<std::string> globs;
  for (const std::string& name : backward)
    globs.insert(ambiguous.contains(name.front()) ? name : name.substr(0, 1) + "*");
  return {globs.begin(), globs.end()};
}

// The time of all backward blocks over that of all forward blocks; 0 without either.
double backward_ratio(const Problem& problem) {
  double forward = 0, backward = 0;
  for (const Block& block : problem.blocks) {
    if (block.kind == BlockKind::forward) forward += static_cast<double>(block.time);
    if (is_backward(block.kind)) backward += static_cast<double>(block.time);
  }
  return forward > 0 ? backward / forward : 0;
}

}  // namespace

ScenarioPanel::ScenarioPanel(Session& session, QWidget* parent) : QScrollArea(parent), session_(session) {
  auto* inside = new QWidget;
  auto* column = new QVBoxLayout(inside);
  const auto fixed = [](const char* key) { return [key] { return QString::fromLatin1(key); }; };
  micro_batches_ = add(column, "micro_batches", tr("Micro-batches"),
                       tr("How many micro-batches one iteration has. More of them keep the pipeline fuller."),
                       fixed("micro_batches"));
  memory_ = add(column, "memory", tr("Memory limit"),
                tr("What each device has. With less of it, fewer micro-batches can be under way at once."),
                fixed("devices.*.memory"));
  ratio_ = add(column, "ratio", tr("Backward / forward"),
               tr("How long the backward passes take, compared with the forward passes."), {});
  connect(ratio_, &Field::changed, this, &ScenarioPanel::set_ratio);
  speed_ = add(column, "speed", tr("Device speed"),
               tr("The speed of all devices: 2 halves every block's time."), fixed("devices.*.speed"));
  add_straggler(column);
  latency_ = add(column, "latency", tr("Link latency"),
                 tr("How long data are under way after the link has sent them."),
                 [this] { return link_key("latency"); });
  bandwidth_ = add(column, "bandwidth", tr("Link bandwidth"), tr("How much data a link carries in a second."),
                   [this] { return link_key("bandwidth"); });
  add_transfer(column);
  column->setSpacing(column->spacing() + fontMetrics().height() / 3);
  column->addStretch(1);
  setWidget(inside);
  setWidgetResizable(true);
  setFrameShape(NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  connect(&session, &Session::plans_changed, this, &ScenarioPanel::update_fields);
  update_fields();
}

// The panel is as wide as what is in it: text may be large, and there is no scrolling sideways.
QSize ScenarioPanel::minimumSizeHint() const {
  const QSize least = QScrollArea::minimumSizeHint();
  return {widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width(), least.height()};
}

bool ScenarioPanel::eventFilter(QObject* object, QEvent* event) {
  if (object == widget() && event->type() == QEvent::LayoutRequest) updateGeometry();
  return QScrollArea::eventFilter(object, event);
}

// key: what the field sets; none: its owner listens.
Field* ScenarioPanel::add(QVBoxLayout* column, const QString& name, const QString& title, const QString& tip,
                          std::function<QString()> key) {
  auto* field = new Field(name, title, tip);
  column->addWidget(field);
  if (key)
    connect(field, &Field::changed, this,
            [this, key = std::move(key)](const QString& value) { session_.set_value(key(), value); });
  connect(field, &Field::let_go, &session_, &Session::end_gesture);
  return field;
}

void ScenarioPanel::add_straggler(QVBoxLayout* column) {
  straggler_ = add(column, "straggler", tr("Straggler"),
                   tr("The speed of one device alone: 0.8 makes it a straggler that the others wait for."),
                   [this] { return straggler_key(); });
  device_ = new QComboBox;
  device_->setAccessibleName(tr("Which device is slower"));
  device_->setToolTip(tr("Which device this slider slows down"));
  straggler_->put_beside_title(device_);
  connect(device_, &QComboBox::currentIndexChanged, this, &ScenarioPanel::update_fields);
}

void ScenarioPanel::add_transfer(QVBoxLayout* column) {
  auto* row = new QHBoxLayout;
  auto* label = new QLabel(tr("&Transfers"));
  transfer_ = new QComboBox;
  transfer_->setObjectName("transfer");
  transfer_->setToolTip(
      tr("none: data move at no cost. async: while devices compute. rendezvous: once the receiver is "
         "ready. blocking: both devices stand still."));
  for (const TransferMode mode :
       {TransferMode::none, TransferMode::async, TransferMode::rendezvous, TransferMode::blocking})
    transfer_->addItem(text(to_string(mode)));
  label->setBuddy(transfer_);
  row->addWidget(label, 1);
  row->addWidget(transfer_);
  column->addLayout(row);
  connect(transfer_, &QComboBox::textActivated, this, &ScenarioPanel::set_transfer);
}

void ScenarioPanel::update_fields() {
  const auto scenario = session_.scenario();
  setEnabled(scenario != nullptr);
  if (!scenario) return;
  const Problem& problem = *scenario->problem;
  const Settings settings = settings_in(session_.state().text.toStdString());
  constexpr int usual = 32;
  const int n = problem.micro_batches;
  const auto reach = static_cast<int>(count_reach_.of(problem.name, n, n <= 2 * usual ? usual : n));
  micro_batches_->show_value(show_count(n, reach), settings.contains("micro_batches"));
  update_memory(problem, settings);
  update_ratio(problem, settings);
  update_devices(problem, settings);
  update_links(problem, settings);
  transfer_->setCurrentText(text(to_string(problem.transfer)));
}

void ScenarioPanel::update_memory(const Problem& problem, const Settings& settings) {
  Bytes least = unlimited, highest = 0;
  for (const Device& device : problem.devices) {
    least = std::min(least, device.memory);
    highest = std::max(highest, device.memory == unlimited ? device.static_memory : device.memory);
  }
  for (const auto& plan : session_.plans())
    for (const Bytes peak : plan->simulation.peak_memory) highest = std::max(highest, peak);
  if (least != unlimited) highest = std::max(highest, least);
  const Bytes reach = memory_reach_.of(problem.name, least == unlimited ? 0 : least, highest);
  memory_->show_value(show_memory(least, std::max<Bytes>(reach, 1)), settings.contains("devices.*.memory"));
}

void ScenarioPanel::update_ratio(const Problem& problem, const Settings& settings) {
  const double ratio = backward_ratio(problem);
  ratio_keys_.clear();
  for (const std::string& glob : backward_globs(*session_.scenario()))
    ratio_keys_.push_back("blocks." + glob + ".time");
  if (ratio == 0 || ratio_keys_.empty())
    return ratio_->set_available(false, tr("This scenario has no forward or no backward blocks."));
  const auto set = settings.find(ratio_keys_.front());
  const bool scaled = set != settings.end() && set->second.starts_with('*');
  const double factor = scaled ? QString::fromStdString(set->second.substr(1)).toDouble() : 1;
  own_ratio_ = factor > 0 ? ratio / factor : ratio;
  ratio_->show_value(show_ratio(ratio, ratio / own_ratio_), scaled);
}

void ScenarioPanel::update_devices(const Problem& problem, const Settings& settings) {
  if (device_->count() != static_cast<int>(problem.devices.size()) ||
      device_->itemText(0) != text(problem.devices.front().name)) {
    const QSignalBlocker quiet(device_);
    device_->clear();
    for (const Device& device : problem.devices) device_->addItem(text(device.name));
    device_->setCurrentIndex(std::min(1, device_->count() - 1));
  }
  const std::string own = straggler_key().toStdString();
  const Device& slowed = problem.devices[static_cast<std::size_t>(device_->currentIndex())];
  straggler_->show_value(show_speed(slowed.speed), settings.contains(own));
  // Any device but the one that is slowed down tells the speed of all.
  const Device& other = problem.devices[device_->currentIndex() == 0 ? problem.devices.size() - 1 : 0];
  speed_->show_value(show_speed(other.speed), settings.contains("devices.*.speed"));
}

void ScenarioPanel::update_links(const Problem& problem, const Settings& settings) {
  const Link* link = problem.links.fallback         ? &*problem.links.fallback
                     : !problem.links.pairs.empty() ? &problem.links.pairs.begin()->second
                                                    : nullptr;
  if (!link) {
    const QString why =
        tr("This scenario has no links: data move at no cost. Choose another kind of transfer below.");
    latency_->set_available(false, why);
    bandwidth_->set_available(false, why);
    return;
  }
  latency_->show_value(show_time(link->latency), settings.contains(link_key("latency").toStdString()));
  bandwidth_->show_value(show_bandwidth(link->bandwidth),
                         settings.contains(link_key("bandwidth").toStdString()));
}

QString ScenarioPanel::straggler_key() const {
  return QString("devices.%1.speed").arg(device_->currentText());
}

QString ScenarioPanel::link_key(const char* quantity) const {
  const auto scenario = session_.scenario();
  const bool pairs = scenario && !scenario->problem->links.fallback;
  return QString("links.%1.%2").arg(pairs ? "pairs.*" : "default", quantity);
}

// A ratio that was typed becomes the factor on the scenario's own.
void ScenarioPanel::set_ratio(const QString& value) {
  QString factor = value;
  if (!value.isEmpty() && !value.startsWith('*'))
    factor = '*' + QString::number(value.toDouble() / own_ratio_, 'f', 6);
  std::vector<Session::Setting> settings;
  for (const std::string& key : ratio_keys_) settings.push_back({QString::fromStdString(key), factor});
  session_.set_values(settings);
}

// Data that move need links to move on.
void ScenarioPanel::set_transfer(const QString& mode) {
  std::vector<Session::Setting> settings;
  const Links& links = session_.scenario()->problem->links;
  if (mode != "none" && !links.fallback && links.pairs.empty())
    settings = {{"links.default.latency", "5us"}, {"links.default.bandwidth", "25GB/s"}};
  settings.push_back({"transfer", mode});
  session_.set_values(settings);
  session_.end_gesture();
}

}  // namespace repetend::gui
