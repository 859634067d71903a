Pod::Spec.new do |s|
  s.name = 'Library'
  s.dependency 'Auth0', '~> 2.3'
end
